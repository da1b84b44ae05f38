// Accounts that are federated by SAML: what `targets` says of them, and what IAM would not take.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { counted } from '../wording.ts';

/** What the field must be. */
const FORMS = {
  'provider.name': 'a name of 1 to 128 letters, digits and `. _ -`',
  rolePrefix: 'up to 63 letters, digits and `+ = , . @ _ -`, and not `AWSReserved…`',
  rolePath: '`/`, or names between slashes, such as `/people/`',
  assumeRole: 'the name of a role, up to 64 letters, digits and `+ = , . @ _ -`, without its path',
  assumeRolePath: '`/`, or names between slashes, such as `/access/`',
  externalId: '2 to 1224 letters, digits and `+ = , . @ : / -`',
  sessionDuration: '15 minutes to 12 hours, such as `4h`',
  audiences: 'the address of a sign-in endpoint, such as `https://eu-west-1.signin.aws.amazon.com/saml`',
} as const;

/** Why IAM would make no SAML provider of a document. */
export type MetadataProblem =
  | 'a document type, by which XML defines entities'
  | 'elements that are too deep in each other'
  | 'XML that is not well formed'
  | 'a private key'
  | 'no EntityDescriptor'
  | 'no identity provider with an entityID'
  | 'no certificate to verify assertions by'
  | 'a certificate that cannot be read'
  | 'a key that is shorter than 1,024 bits'
  | 'less than 1,000 or more than 10,000,000 characters';

export const SAML_ROLES_RULES = {
  'saml-roles/setting': rule<{ field: keyof typeof FORMS; text: string }>({
    severity: 'error',
    title: 'not a setting of a target',
    explanation:
      'Names and paths of roles and of SAML providers are parts of ARNs, which AWS takes in these forms only (CreateRole, CreateSAMLProvider, AssumeRole). Roles that begin with `AWSReserved` are made by AWS alone.',
    message: ({ field, text }) => `\`${field}\` cannot be \`${text}\``,
    hint: ({ field }) => `write ${FORMS[field]}`,
  }),
  'saml-roles/metadata-path': rule<{ path: string; why: 'extension' | 'absolute' | 'backslash' | 'leaves' }>({
    severity: 'error',
    title: 'not a path of a metadata file',
    explanation:
      'The federation metadata of the identity provider is a `.xml` file inside the config folder, so that a review of the folder sees whose assertions are trusted. It holds public keys alone.',
    message: ({ path, why }) => {
      switch (why) {
        case 'extension':
          return `\`${path}\` is not the path of a .xml file`;
        case 'absolute':
          return `\`${path}\` is not a relative path`;
        case 'backslash':
          return `the path \`${path}\` has backslashes`;
        case 'leaves':
          return `the path \`${path}\` leaves the config folder`;
        default:
          return why satisfies never;
      }
    },
    hint: () => 'put the file into the config folder and write its path with slashes: `saml/legacy.xml`',
  }),
  'saml-roles/metadata-missing': rule<{ path: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'no such metadata file',
    explanation: 'No file of the config folder has this path. Paths are relative to access.yaml.',
    message: ({ path }) => `there is no metadata file \`${path}\``,
    hint: ({ nearest }) =>
      didYouMean(nearest) ?? 'download the federation metadata XML of the application in Entra, and commit it there',
  }),
  'saml-roles/metadata': rule<{ path: string; problem: MetadataProblem }>({
    severity: 'error',
    title: 'not the metadata of an identity provider',
    explanation:
      'IAM makes a SAML provider of the metadata document of an identity provider: XML of 1,000 to 10,000,000 characters with an `EntityDescriptor`, an `IDPSSODescriptor` and a certificate whose key has 1,024 bits or more (CreateSAMLProvider; IAM User Guide, "Create a SAML identity provider in IAM"). A document type is refused: nothing in the file is ever resolved. So is a private key: what is committed is public.',
    message: ({ path, problem }) => `\`${path}\` has ${problem}`,
    hint: () => 'download the federation metadata XML of the application in Entra again, and commit it as it is',
  }),
  'saml-roles/certificate-ends': rule<{ path: string; issuer: string; on: string; isOver: boolean }>({
    severity: 'warning',
    title: 'a certificate that ends',
    explanation:
      'When the certificate in the metadata ends, nobody can sign in to the accounts any more (IAM User Guide, "Troubleshoot SAML federation"). Entra makes a new one on demand; its metadata then has both until the old one is taken away.',
    message: ({ path, issuer, on, isOver }) =>
      `the certificate of \`${issuer}\` in \`${path}\` ${isOver ? 'ended' : 'ends'} on ${on}`,
    hint: () =>
      'renew the signing certificate of the application in Entra, and commit its new metadata before that day',
  }),
  'saml-roles/account-twice': rule<{ account: string }>({
    severity: 'error',
    title: 'an account in two targets',
    explanation:
      'An account has one way in for what the files grant there. Where two targets named it, nobody could say which role a grant means.',
    message: ({ account }) => `account \`${account}\` is in another target already`,
    hint: () => 'leave the account to one of the targets, and take it out of the other',
  }),
  'saml-roles/role-name': rule<{ name: string; most: number }>({
    severity: 'error',
    title: 'a name that is too long for a role',
    explanation:
      'The name of the role is `rolePrefix` and the name of the permission set. A RoleName has 64 characters at most (CreateRole).',
    message: ({ name, most }) =>
      `the role \`${name}\` would have a name of ${counted(name.length, 'character')}; IAM takes ${most}`,
    hint: () => 'shorten `rolePrefix` of the target, or the name of the permission set',
  }),
  'saml-roles/role-string': rule<{ role: string; length: number; most: number }>({
    severity: 'error',
    title: 'ARNs that are too long for an app role',
    explanation:
      'An app role of Entra names a role and its provider by their ARNs, with a comma between: together fewer than 240 characters (Microsoft Entra, "Configure AWS Single-Account Access").',
    message: ({ role, length, most }) =>
      `the ARNs of role \`${role}\` and its provider have ${length} characters together; Entra takes ${most}`,
    hint: () => 'shorten `provider.name`, `rolePath` or `rolePrefix` of the target, or the name of the permission set',
  }),
  'saml-roles/too-many-policies': rule<{ set: string; count: number; most: number }>({
    severity: 'error',
    title: 'more policies than a role takes',
    explanation:
      'A role of an account takes ten managed policies, AWS managed and customer managed ones together, unless the quota of that account was raised (IAM quotas, User Guide). Identity Center raises it for its own roles; nobody does for these.',
    message: ({ set, count, most }) =>
      `permission set \`${set}\` has ${count} managed policies, and its role in this account takes ${most}`,
    hint: () => 'put what some of them allow into `inlinePolicy`, or grant another permission set in this account',
  }),
  'saml-roles/session-duration': rule<{ text: string; set: string; allows: string }>({
    severity: 'error',
    title: 'sessions longer than a role allows',
    explanation:
      'The claim SessionDuration asks for sessions of this length, and AWS refuses the sign-in where the role allows only shorter ones (IAM User Guide, "Troubleshoot SAML federation": requested DurationSeconds exceeds the MaxSessionDuration). An application has one such claim for all of its roles.',
    message: ({ text, set, allows }) =>
      `sessions of \`${text}\` are longer than permission set \`${set}\` allows (${allows})`,
    hint: ({ allows }) =>
      `write \`sessionDuration: ${allows}\` or less here, or leave it out: then it is the shortest of all`,
  }),
  'saml-roles/too-many-app-roles': rule<{ count: number; most: number }>({
    severity: 'error',
    title: 'more app roles than an application takes',
    explanation:
      'Every role in every account of an application is an app role of it, and an application of Entra takes about 1,200 (Microsoft Entra service limits, entries of an application manifest).',
    message: ({ count, most }) => `the application would have ${count} app roles; Entra takes ${most}`,
    hint: () => 'divide the accounts among several applications: several targets, each with its own metadata',
  }),
  'saml-roles/metadata-shared': rule<{ path: string }>({
    severity: 'error',
    title: 'one metadata document for two applications',
    explanation:
      'Each enterprise application signs with a certificate of its own, which its metadata has. Where two targets name two applications and one document, the accounts of one of them would trust the other.',
    message: ({ path }) => `another target has \`${path}\` for another application`,
    hint: () => 'write the metadata of this application, or the same `servicePrincipalId` in both targets',
  }),
  'saml-roles/two-role-syncs': rule<Record<never, never>>({
    severity: 'error',
    title: 'app roles both written and imported',
    explanation:
      'Where provisioning imports the roles of an account, app roles must not be written by anything else (Microsoft Entra, "Configure AWS Single-Account Access", known issues): the next cycle takes away what it does not know.',
    message: () => 'another target with the same application has another `roleSync`',
    hint: () =>
      'write the same `roleSync` in all targets of the application: `graph`, unless it is for one account alone',
  }),
  'saml-roles/import-accounts': rule<{ count: number }>({
    severity: 'error',
    title: 'an import for several accounts',
    explanation:
      'Provisioning imports the roles of one account: it has one set of credentials (Microsoft Entra, "Configure AWS Single-Account Access", known issues).',
    message: ({ count }) => `\`roleSync: import\` of one application is for one account, not for ${count}`,
    hint: () => 'write `roleSync: graph`, or a target with an application of its own for each account',
  }),
  'saml-roles/import-partition': rule<{ partition: string }>({
    severity: 'error',
    title: 'an import that AWS does not offer here',
    explanation:
      'The provisioning service of Entra calls IAM of commercial regions: it imports no roles from AWS China or AWS GovCloud (Microsoft Entra, "Configure AWS Single-Account Access", known issues).',
    message: ({ partition }) => `roles cannot be imported from partition \`${partition}\``,
    hint: () => 'let `access saml-roles` make the app roles: `roleSync: graph`',
  }),
  'saml-roles/import-key': rule<{ days: number | undefined; most: number }>({
    severity: 'warning',
    title: 'a long-lived access key',
    explanation:
      'With `roleSync: import` Entra reads roles with an access key of an IAM user, which does not end. Whoever has it can list the roles of the account. Rotate it, or let `access saml-roles` make the app roles, which needs no key.',
    message: ({ days, most }) =>
      days === undefined
        ? 'the access key that Entra imports roles by is of unknown age'
        : `the access key that Entra imports roles by is ${days} days old; rotate it every ${most} days`,
    hint: ({ days }) =>
      days === undefined
        ? 'write `importKeyCreated: <date>`, or `roleSync: graph`, which needs no key'
        : 'make a new key, enter it under Provisioning of the application, delete the old one, and write its day into `importKeyCreated`',
  }),
  'saml-roles/no-target': rule<Record<never, never>>({
    severity: 'error',
    title: 'no accounts that are federated by SAML',
    explanation:
      '`access saml-roles` is about accounts that `targets` of access.yaml hands to SAML. These files have none.',
    message: () => 'the files hand no accounts to SAML',
    hint: () =>
      'write `targets: [{ type: saml-roles, … }]` into access.yaml; accounts behind Identity Center need none of it',
  }),
  'saml-roles/no-application': rule<{ word: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'no such application',
    explanation:
      'An application is named by the path of its metadata without `.xml`, or by the object id of its service principal, where a target says it.',
    message: ({ word }) => `no target is of an application \`${word}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'leave `--application` out to see all of them',
  }),
  'saml-roles/current': rule<{ path: string; problem: string }>({
    severity: 'error',
    title: 'not the app roles of an application',
    explanation:
      'App roles are written as a whole (Microsoft Graph, "Update servicePrincipal"): what is left out is taken away. So the file must be what Graph answers, unchanged.',
    message: ({ path, problem }) => `\`${path}\` is not a list of app roles: ${problem}`,
    hint: () =>
      "`az rest --url 'https://graph.microsoft.com/v1.0/servicePrincipals/<id>?$select=appRoles' > current.json` makes it",
  }),
  'saml-roles/no-current': rule<{ application: string }>({
    severity: 'error',
    title: 'app roles that stand are not known',
    explanation:
      'App roles are written as a whole (Microsoft Graph, "Update servicePrincipal"): without those that stand, the file would take away the app roles of others. A new application has two, which Graph tells as well.',
    message: ({ application }) => `which app roles application \`${application}\` has already is not known`,
    hint: () => 'add `--entra`, or `--current <file>` with what Microsoft Graph answers for the service principal',
  }),
  'saml-roles/entra-unread': rule<{ application: string; reason: string; isNamed: boolean }>({
    severity: 'error',
    title: 'an application that cannot be read',
    explanation:
      'Microsoft Graph did not tell what the application has. Without that nothing is written: app roles are written as a whole.',
    message: ({ application, reason }) => `application \`${application}\` cannot be read: ${reason}`,
    hint: ({ isNamed }) =>
      isNamed
        ? 'see `access doctor`, or have somebody fetch the app roles and give them with `--current <file>`'
        : 'write `servicePrincipalId` into the target: the object id of the enterprise application',
  }),
  'saml-roles/import-active': rule<{ application: string }>({
    severity: 'error',
    title: 'app roles that provisioning imports',
    explanation:
      'Where provisioning imports the roles of an account, app roles must not be written by anything else (Microsoft Entra, "Configure AWS Single-Account Access", known issues).',
    message: ({ application }) => `provisioning imports the roles of application \`${application}\``,
    hint: () => 'delete the provisioning job in Entra, and the access key with it; or write `roleSync: import`',
  }),
  'saml-roles/display-name': rule<{ name: string }>({
    severity: 'error',
    title: 'two app roles of one display name',
    explanation:
      'Whoever assigns a group sees display names alone, and duplicates put provisioning in quarantine (Microsoft Entra, "Configure AWS Single-Account Access", known issues).',
    message: ({ name }) => `two app roles of the application would be called \`${name}\``,
    hint: () => 'rename the other one in Entra, or delete it there',
  }),
  'saml-roles/no-object-id': rule<{ kind: 'group' | 'user'; key: string }>({
    severity: 'warning',
    title: 'somebody whom Entra cannot be told by id',
    explanation:
      'App roles are assigned to object ids of Entra. By a name alone somebody else of that name could be meant, so entra.sh leaves it out.',
    message: ({ kind, key }) => `${kind} \`${key}\` is not pinned by an object id`,
    hint: () => 'write `objectId` (`access pin` finds it where the group is in Identity Center), or assign by hand',
  }),
  'saml-roles/long-value': rule<{ role: string; count: number; most: number }>({
    severity: 'notice',
    title: 'values that are longer than documented',
    explanation:
      'The reference of Microsoft Graph allows 120 characters in the value of an app role, the tutorial of AWS Single-Account Access 239. Graph has the last word when they are written.',
    message: ({ role, count, most }) =>
      `${counted(count, 'role')} (\`${role}\` first) ${count === 1 ? 'has' : 'have'} ARNs of more than ${most} characters together`,
    hint: () => 'if Graph refuses them, shorten `provider.name`, `rolePath` or `rolePrefix` of the target',
  }),
  'saml-roles/external-set': rule<{ set: string }>({
    severity: 'error',
    title: 'no definition to make a role of',
    explanation:
      'The role in an account that is federated by SAML is made of the definition of the permission set. An external permission set has none in these files.',
    message: ({ set }) => `permission set \`${set}\` is external, so no role can be made of it in this account`,
    hint: () => 'declare a permission set of your own for this account, or leave the account out of the grant',
  }),
  'saml-roles/other-trust': rule<{ provider: string }>({
    severity: 'notice',
    title: 'a role that somebody else uses',
    explanation:
      'A role of this name is in the account, nobody manages it, and it does not trust the SAML provider of the account: a pipeline or an administrator takes it some other way. To take it over would lock them out, so it is left as it is.',
    message: ({ provider }) => `a role of this name is there, and trusts somebody else than provider \`${provider}\``,
    hint: () =>
      'write another `rolePrefix`; if nobody needs that role, tag it `access:owner` with the owner of these files',
  }),
  'saml-roles/assignments': rule<{ assign: number; unassign: number }>({
    severity: 'notice',
    title: 'assignments that a person makes in Entra',
    explanation:
      'Who may take a role by SAML is decided by assignments of groups to app roles in Entra. No plan writes there, and AWS does not tell who is assigned. With a base a plan tells what the change of the files grants and takes away; without one, who is granted a role that is not there yet.',
    message: ({ assign, unassign }) =>
      [
        ...(assign === 0
          ? []
          : [`${counted(assign, 'sign-in')} by SAML ${assign === 1 ? 'is' : 'are'} to be assigned in Entra`]),
        ...(unassign === 0
          ? []
          : [`${counted(unassign, 'sign-in')} by SAML ${unassign === 1 ? 'is' : 'are'} to be taken away there`]),
      ].join('; '),
    hint: () => 'after the apply, `access saml-roles --entra --to <folder>` makes what a person writes there',
  }),
  'saml-roles/moved': rule<{ path: string }>({
    severity: 'notice',
    title: 'a role under another path',
    explanation:
      'The path of a role cannot be changed (UpdateRole has none), and names of roles are unique whatever their path: to move one is to delete it and to make it anew, with an ARN that no app role names yet.',
    message: ({ path }) => `the role is there under the path \`${path}\`, which cannot be changed`,
    hint: () => 'write this `rolePath`, or another `rolePrefix`, by which a second role is made beside it',
  }),
} as const;
