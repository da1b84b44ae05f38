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
  'saml-roles/moved': rule<{ path: string }>({
    severity: 'notice',
    title: 'a role under another path',
    explanation:
      'The path of a role cannot be changed (UpdateRole has none), and names of roles are unique whatever their path: to move one is to delete it and to make it anew, with an ARN that no app role names yet.',
    message: ({ path }) => `the role is there under the path \`${path}\`, which cannot be changed`,
    hint: () => 'write this `rolePath`, or another `rolePrefix`, by which a second role is made beside it',
  }),
} as const;
