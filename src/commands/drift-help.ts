// What the help of `access drift` says beyond its options.
export const DRIFT_HELP = `--who looks up the last 90 days in CloudTrail, in the account and the region that the credentials are for: what was done
from the management account is unknown to the delegated administrator, and the other way round. Without the right to
ask, the report says so, and is the same otherwise.

Tokens for --issue, from the environment:
  GitHub  GITHUB_TOKEN or GH_TOKEN, with the permission issues: write
  GitLab  GITLAB_TOKEN, a project access token with the scope api and the role Reporter`;
