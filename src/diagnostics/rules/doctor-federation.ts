// Findings of `access doctor` about the enterprise applications by which people sign in to accounts one by one (AWS Single-Account Access).
import { rule } from '../rule.ts';
import { counted, type Named, namedWithIds as people, someOf } from '../wording.ts';

const quoted = (texts: readonly string[]): string => someOf(texts.map((text) => `\`${text}\``)).join(', ');
const TUTORIAL = 'Microsoft Entra, "Configure AWS Single-Account Access"';

export const DOCTOR_FEDERATION_RULES = {
  'doctor/federation-no-application': rule<{ application: string; id: string }>({
    severity: 'error',
    title: 'no application to sign in by',
    explanation:
      'A target names the service principal by which people sign in to its accounts, and the tenant has none of this object id.',
    message: ({ application, id }) => `the tenant has no service principal ${id}, of application \`${application}\``,
    hint: () =>
      'correct `servicePrincipalId` of the target: the object id of the enterprise application, not its application id',
  }),
  'doctor/federation-template': rule<{ application: string; template: string | undefined }>({
    severity: 'warning',
    title: 'not the gallery application',
    explanation: `The application is not made from "AWS Single-Account Access" of the gallery, which alone has its claims and its import of roles (${TUTORIAL}).`,
    message: ({ application, template }) =>
      template === undefined
        ? `application \`${application}\` is not made from the gallery`
        : `application \`${application}\` is made from another template (${template})`,
    hint: () => 'add "AWS Single-Account Access" from the gallery, or check claims and identifiers by hand',
  }),
  'doctor/federation-disabled': rule<{ application: string }>({
    severity: 'error',
    title: 'nobody can sign in',
    explanation: 'The enterprise application is disabled: Entra makes no assertions for it, whoever is assigned.',
    message: ({ application }) => `application \`${application}\` is disabled`,
    hint: () => 'set "Enabled for users to sign-in?" to Yes (Properties)',
  }),
  'doctor/federation-mode': rule<{ application: string; mode: string }>({
    severity: 'error',
    title: 'single sign-on is not SAML',
    explanation:
      'Roles of these accounts are taken by SAML assertions. With another mode of single sign-on there are none.',
    message: ({ application, mode }) => `single sign-on of application \`${application}\` is \`${mode}\``,
    hint: () => 'choose SAML (Single sign-on)',
  }),
  'doctor/federation-identifier': rule<{ application: string; found: readonly string[] }>({
    severity: 'error',
    title: 'no identifier of AWS',
    explanation: `The identifier is the audience of assertions, which AWS compares with its own. Each further application of a tenant has one with a fragment: \`https://signin.aws.amazon.com/saml#2\` (${TUTORIAL}).`,
    message: ({ application, found }) =>
      found.length === 0
        ? `application \`${application}\` has no identifier`
        : `application \`${application}\` has no identifier of AWS: ${quoted(found)}`,
    hint: () =>
      'enter `https://signin.aws.amazon.com/saml`, with `#2` and so on for further applications (Single sign-on, Basic SAML Configuration)',
  }),
  'doctor/federation-reply-url': rule<{
    application: string;
    found: readonly string[];
    audiences: readonly string[];
    foreign: readonly string[];
  }>({
    severity: 'error',
    title: 'reply URL that roles do not accept',
    explanation:
      'Entra sends assertions to the reply URLs, and the trust policies of the roles compare `SAML:aud` with where they were sent (IAM User Guide, "Available keys for SAML-based federation"). A reply URL that is not of AWS gets assertions that AWS would accept.',
    message: ({ application, found, foreign }) =>
      foreign.length > 0
        ? `application \`${application}\` sends assertions to ${quoted(foreign)}, which is not of AWS`
        : `no reply URL of application \`${application}\` is one that its roles accept${found.length === 0 ? '' : `: ${quoted(found)}`}`,
    hint: ({ audiences }) =>
      `let the reply URLs be ${quoted(audiences)}, or write theirs as \`audiences\` of the target`,
  }),
  'doctor/federation-certificate': rule<{ application: string; thumbprint: string | undefined }>({
    severity: 'error',
    title: 'a certificate that accounts do not trust',
    explanation:
      'Each application signs with a certificate of its own. The SAML provider of each account trusts those of the metadata that the files have: after a renewal in Entra nobody can sign in until that metadata is applied.',
    message: ({ application, thumbprint }) =>
      thumbprint === undefined
        ? `application \`${application}\` has no active signing certificate`
        : `application \`${application}\` signs with a certificate (${thumbprint}) that is not in its metadata in the files`,
    hint: () => 'download the federation metadata XML of the application, commit it in place of the file, and apply',
  }),
  'doctor/federation-claims': rule<{ application: string; problems: readonly string[] }>({
    severity: 'error',
    title: 'claims that AWS refuses',
    explanation: `AWS needs the claims Role and RoleSessionName, and refuses sessions that are longer than the role allows (IAM User Guide, "Configure SAML assertions for the authentication response"; ${TUTORIAL}).`,
    message: ({ application, problems }) => `claims of application \`${application}\`: ${problems.join('; ')}`,
    hint: () => 'assign the policy of claimsMappingPolicy.json, which `access saml-roles --to <folder>` makes',
  }),
  'doctor/federation-role-sync': rule<{ application: string; roleSync: 'graph' | 'import' }>({
    severity: 'error',
    title: 'roles come into Entra another way than the files say',
    explanation: `App roles are either written or imported by provisioning, never both (${TUTORIAL}, known issues): an import takes away what it does not know.`,
    message: ({ application, roleSync }) =>
      roleSync === 'graph'
        ? `provisioning imports the roles of application \`${application}\`, and the files say \`roleSync: graph\``
        : `no provisioning imports the roles of application \`${application}\`, and the files say \`roleSync: import\``,
    hint: ({ roleSync }) =>
      roleSync === 'graph'
        ? 'delete the provisioning job in Entra, and the access key with it; or write `roleSync: import`'
        : 'start provisioning in Entra; or write `roleSync: graph`',
  }),
  'doctor/federation-import-key': rule<{ application: string; days: number; most: number }>({
    severity: 'warning',
    title: 'a long-lived access key',
    explanation:
      'Entra imports roles with an access key of an IAM user, which does not end. Whoever has it can list the roles of the account.',
    message: ({ application, days, most }) =>
      `the access key of application \`${application}\` is ${days} days old; rotate it every ${most} days`,
    hint: () =>
      'make a new key, enter it under Provisioning, delete the old one, and write its day into `importKeyCreated`',
  }),
  'doctor/app-role-missing': rule<{ application: string; roles: readonly string[] }>({
    severity: 'error',
    title: 'roles that nobody can be assigned to',
    explanation: 'The files grant a role, and the application has no enabled app role for it: nobody can take it.',
    message: ({ application, roles }) =>
      `application \`${application}\` has no app role for ${counted(roles.length, 'role')}: ${quoted(roles)}`,
    hint: () => '`access saml-roles --entra --to <folder>` makes the app roles for whoever administers the application',
  }),
  'doctor/app-role-left': rule<{ application: string; roles: readonly string[] }>({
    severity: 'warning',
    title: 'app roles of roles that nobody is granted',
    explanation: 'The role is gone or about to go, and whoever is assigned to its app role meets an error at sign-in.',
    message: ({ application, roles }) =>
      `application \`${application}\` has ${counted(roles.length, 'app role')} that nobody is granted: ${quoted(roles)}`,
    hint: () => '`access saml-roles --entra --to <folder>` disables them, and takes them away in a later run',
  }),
  'doctor/app-role-unassigned': rule<{ application: string; who: readonly string[] }>({
    severity: 'warning',
    title: 'grants that Entra does not know',
    explanation: 'The files grant a role to somebody who is not assigned to its app role, and so does not have it.',
    message: ({ application, who }) => `in application \`${application}\` are not assigned: ${quoted(who)}`,
    hint: () =>
      '`access saml-roles --entra --to <folder>` makes the assignments for whoever administers the application',
  }),
  'doctor/app-role-not-granted': rule<{ application: string; who: readonly string[] }>({
    severity: 'error',
    title: 'access that the files do not grant',
    explanation:
      'Somebody is assigned to the app role of a role of these files, and no grant says so: they can take the role. Somebody has assigned it in Entra, or a grant has gone since.',
    message: ({ application, who }) =>
      `in application \`${application}\` are assigned, and not granted: ${quoted(who)}`,
    hint: () => 'take the assignments away (`access saml-roles --entra --to <folder>`), or grant what they give',
  }),
  'doctor/app-role-default': rule<{ application: string; who: readonly Named[] }>({
    severity: 'warning',
    title: 'assigned, and to no role',
    explanation: `Whoever is assigned to the application without a role has "Default Access": their assertions name no role, and AWS refuses them (${TUTORIAL}).`,
    message: ({ application, who }) => `in application \`${application}\` are assigned to no role: ${people(who)}`,
    hint: () => 'assign them to an app role, or take the assignment away',
  }),
  'doctor/session-name': rule<{ users: readonly Named[] }>({
    severity: 'warning',
    title: 'user names that cannot be names of sessions',
    explanation:
      'RoleSessionName is the user principal name, of 2 to 64 characters of `[\\w+=,.@-]` (AssumeRoleWithSAML). Guests have `#EXT#` in it, and AWS refuses their sign-in.',
    message: ({ users }) =>
      `${counted(users.length, 'person')} with a granted role cannot sign in by ${users.length === 1 ? 'this user name' : 'these user names'}: ${people(users)}`,
    hint: () => 'give them an account of the tenant, or another claim RoleSessionName, such as `user.mail`',
  }),
} as const;
