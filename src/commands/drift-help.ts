// What the help of `access drift` says beyond its options.
export const DRIFT_HELP = `Tokens for --issue, from the environment:
  GitHub  GITHUB_TOKEN or GH_TOKEN, with the permission issues: write
  GitLab  GITLAB_TOKEN, a project access token with the scope api and the role Reporter`;
