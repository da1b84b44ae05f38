// What the help of `access comment` says beyond its options.
export const COMMENT_HELP = `Tokens, from the environment:
  GitHub        GITHUB_TOKEN or GH_TOKEN, with the permission pull-requests: write
  GitLab        GITLAB_TOKEN, a project access token with the scope api (CI_JOB_TOKEN cannot comment)
  Azure DevOps  SYSTEM_ACCESSTOKEN (map $(System.AccessToken)) or AZURE_DEVOPS_EXT_PAT, with the
                permission "Contribute to pull requests"`;
