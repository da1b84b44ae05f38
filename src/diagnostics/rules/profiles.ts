// Findings of `access profiles`: what keeps profiles of the AWS CLI from being made, or from being written into its config file.
import { rule } from '../rule.ts';

export const PROFILES_RULES = {
  'profiles/no-start-url': rule<Record<string, never>>({
    severity: 'error',
    title: 'no address to log in at',
    explanation:
      'Profiles of the AWS CLI log in at the AWS access portal. Its address is in no answer that the program reads: write it as `identityCenter.startUrl` into access.yaml, or give `--start-url`. Identity Center shows it under *Settings* as *AWS access portal URL*.',
    message: () => 'the address of the AWS access portal is not known',
    hint: () => 'add `identityCenter.startUrl` to access.yaml, or give `--start-url https://….awsapps.com/start`',
  }),
  'profiles/no-region': rule<Record<string, never>>({
    severity: 'error',
    title: 'no region to log in at',
    explanation:
      "`sso_region` of a profile is the region of the Identity Center itself, wherever the profile's own work is: `identityCenter.region` of access.yaml, or `--region`.",
    message: () => 'the region of the Identity Center is not known',
    hint: () => 'add `identityCenter.region` to access.yaml, or give `--region eu-west-1`',
  }),
  'profiles/unsafe-name': rule<{ name: string; what: 'profile' | 'sso-session'; of?: string }>({
    severity: 'error',
    title: 'unsafe name of a profile',
    explanation:
      "The names of profiles are typed into shells and read by every AWS SDK. They have letters, digits and `_ - / . % @ : + = ,` and nothing else; a space, a quote, a bracket or a `;` ends a name early in some of the SDKs, or in a shell. So do the names of `sso-session` sections, which are `--session`, or the folder's `identityCenter.owner`.",
    message: ({ name, what, of }) =>
      `\`${name}\` cannot be the name of ${what === 'profile' ? 'a profile' : 'an sso-session'}${of === undefined ? '' : `: ${of}`}`,
    hint: ({ what }) =>
      what === 'profile'
        ? 'write other parts with `--name`, such as `{accountId}`, or choose with `--account` and `--permission-set`'
        : 'give another with `--session`',
  }),
  'profiles/duplicate': rule<{ name: string; first: string; other: string }>({
    severity: 'error',
    title: 'two profiles of one name',
    explanation:
      'The AWS CLI reads one profile of a name, and which one is anybody’s guess. The template of `--name` must tell all of them apart: `{account}`, `{accountId}`, `{permissionSet}`, and `{region}` where `--work-region` is given more than once.',
    message: ({ name, first, other }) => `the profile \`${name}\` would be of ${first} and of ${other}`,
    hint: () => 'write a `--name` that tells them apart, such as `{account}/{permissionSet}/{region}`',
  }),
  'profiles/taken': rule<{ path: string; section: string; line: number; what: 'profile' | 'sso-session' }>({
    severity: 'error',
    title: 'section of somebody else',
    explanation:
      '`access profiles --write` changes what stands between its own two marker lines and nothing else. A section of the same name that stands elsewhere in the file is somebody else’s: two of one name would be mixed by the AWS CLI.',
    message: ({ path, section, line }) => `\`${path}\` has \`${section}\` already, in line ${line}`,
    hint: ({ what }) =>
      what === 'profile'
        ? "take that section out, or write names of your own: `--name 'access/{account}/{permissionSet}'`"
        : 'take that section out, or give another name with `--session`',
  }),
  'profiles/block': rule<{ path: string; line: number; problem: string }>({
    severity: 'error',
    title: 'damaged block of profiles',
    explanation:
      'What `access profiles --write` has written stands between two lines, `# BEGIN access …` and `# END access …`. With one of them missing, or with a section between them that is not of its making, it cannot be told what may be written over, and nothing is.',
    message: ({ path, line, problem }) => `\`${path}\`, line ${line}: ${problem}`,
    hint: () => 'correct the file by hand: move what is yours out of the block, or take both marker lines out',
  }),
} as const;
