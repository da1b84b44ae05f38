// Findings of `access doctor` about the enterprise application in Entra: what it is, how it signs in, and how it provisions.
import { rule } from '../rule.ts';
import { counted, idText, type Named, namedWithIds as people, someOf } from '../wording.ts';

const quoted = (texts: readonly string[]): string => someOf(texts.map((text) => `\`${text}\``)).join(', ');

const AT = 'the enterprise application';

/** synchronizationQuarantine.reason of Microsoft Graph, and what each asks for. */
const QUARANTINE_HINTS: Readonly<Record<string, string>> = {
  EncounteredQuarantineException:
    'generate a new SCIM token in Identity Center, enter it in the enterprise application, and test the connection',
  EncounteredBaseEscrowThreshold: 'cure what the provisioning logs say of most objects, then restart provisioning',
  EncounteredTotalEscrowThreshold: 'cure what the provisioning logs say of most objects, then restart provisioning',
  EncounteredEscrowProportionThreshold:
    'cure what the provisioning logs say of most objects, then restart provisioning',
  TooManyDeletes:
    'look at what would be deleted: allow the deletions (Provisioning, Overview) only if they are meant, or assign the groups again',
};

export const DOCTOR_APPLICATION_RULES = {
  'doctor/another-tenant': rule<{ found: Named; expected: string }>({
    severity: 'error',
    title: 'another tenant than the files name',
    explanation:
      'The credentials for Microsoft Graph are of another tenant than `entra.tenantId`. What is then said of groups and applications is about somebody else.',
    message: ({ found, expected }) =>
      `the tenant of the credentials is \`${found.name}\`${idText(found)}, and the files name ${expected}`,
    hint: () => 'sign in to the tenant that the files name, or correct `entra.tenantId`',
  }),
  'doctor/no-application': rule<{ declared?: string | undefined }>({
    severity: 'error',
    title: 'no enterprise application',
    explanation:
      'The tenant has no enterprise application that was made from the gallery application "AWS IAM Identity Center", and the files name none. Without it nobody signs in through Entra and nothing is provisioned.',
    message: ({ declared }) =>
      declared === undefined
        ? 'the tenant has no enterprise application of the template AWS IAM Identity Center'
        : `the tenant has no enterprise application with object id ${declared}`,
    hint: () =>
      'add the gallery application, or write the object id of your own as `entra.servicePrincipalId` in `access.yaml`',
  }),
  'doctor/several-applications': rule<{ applications: readonly Named[] }>({
    severity: 'error',
    title: 'several enterprise applications',
    explanation:
      'Several enterprise applications of the tenant are made from the template of AWS IAM Identity Center, and the files do not say which of them serves this instance. Two that provision into one instance overwrite each other.',
    message: ({ applications }) =>
      `there are ${counted(applications.length, 'enterprise application')} of the template: ${people(applications)}`,
    hint: () => 'write the object id of the right one as `entra.servicePrincipalId` in `access.yaml`',
  }),
  'doctor/application-template': rule<{ name: string; template?: string | undefined }>({
    severity: 'warning',
    title: 'not the gallery application',
    explanation:
      'The enterprise application is not made from the gallery application "AWS IAM Identity Center". One of your own works, but brings no attribute mapping of its own; one of "AWS Single-Account Access" signs in to IAM roles of one account, not to Identity Center.',
    message: ({ name, template }) =>
      template === undefined
        ? `${AT} \`${name}\` is not made from the gallery`
        : `${AT} \`${name}\` is made from another template (${template})`,
    hint: () =>
      'add the gallery application AWS IAM Identity Center, or keep yours and silence this under `diagnostics`',
  }),
  'doctor/application-disabled': rule<{ name: string }>({
    severity: 'error',
    title: 'enterprise application is disabled',
    explanation: 'Nobody can sign in to an application that is disabled for users to sign in (`accountEnabled`).',
    message: ({ name }) => `${AT} \`${name}\` is disabled: nobody can sign in`,
    hint: () => 'set "Enabled for users to sign-in?" to Yes (Properties)',
  }),
  'doctor/assignment-not-required': rule<{ name: string }>({
    severity: 'warning',
    title: 'assignment is not required',
    explanation:
      'Without "Assignment required" every user of the tenant, guests included, gets a token for the application. Identity Center then refuses who was not provisioned, and nothing else does.',
    message: ({ name }) => `${AT} \`${name}\` does not require assignment`,
    hint: () => 'set "Assignment required?" to Yes (Properties)',
  }),
  'doctor/application-owners': rule<{ owners: readonly Named[] }>({
    severity: 'notice',
    title: 'enterprise application has owners',
    explanation:
      'An owner of the enterprise application may change its attribute mapping, its scope, its certificate and who is assigned to it, and so who gets access to AWS, without any directory role.',
    message: ({ owners }) => `${AT} has ${counted(owners.length, 'owner')}: ${people(owners)}`,
    hint: () => 'remove owners who do not administer it (Owners)',
  }),
  'doctor/saml-mode': rule<{ mode: string }>({
    severity: 'error',
    title: 'single sign-on is not SAML',
    explanation: 'Identity Center takes SAML 2.0 assertions only; the application has another single sign-on mode.',
    message: ({ mode }) => `single sign-on of ${AT} has mode \`${mode}\`, not \`saml\``,
    hint: () => 'choose SAML (Single sign-on), and upload the metadata of Identity Center',
  }),
  'doctor/saml-identifier': rule<{ found: readonly string[]; store: string }>({
    severity: 'error',
    title: 'identifier of another instance',
    explanation:
      'The identifier (entity id) of the application is the audience of its assertions. That of an instance ends with the id of its identity store: `https://REGION.signin.aws.amazon.com/platform/saml/d-…`. It changes when Identity Center is enabled anew.',
    message: ({ found, store }) =>
      found.length === 0
        ? `${AT} has no identifier, and identity store \`${store}\` expects its own`
        : `no identifier of ${AT} is of identity store \`${store}\`: ${quoted(found)}`,
    hint: () => 'download the metadata of Identity Center, and upload it (Single sign-on, Upload metadata file)',
  }),
  'doctor/saml-reply-url': rule<{ found: readonly string[]; region: string }>({
    severity: 'error',
    title: 'no reply URL of the instance',
    explanation:
      'Assertions are sent to the reply URL. Identity Center takes them at its assertion consumer service in the primary region: `https://REGION.signin.aws.amazon.com/platform/saml/acs/…`, or `https://REGION.sso.signin.aws/platform/saml/acs/…` for IPv6.',
    message: ({ found, region }) =>
      found.length === 0
        ? `${AT} has no reply URL`
        : `no reply URL of ${AT} is Identity Center's in ${region}: ${quoted(found)}`,
    hint: () => 'download the metadata of Identity Center, and upload it (Single sign-on, Upload metadata file)',
  }),
  'doctor/saml-foreign-reply-url': rule<{ found: readonly string[] }>({
    severity: 'error',
    title: 'reply URL that is not of AWS',
    explanation:
      'Entra sends a signed assertion to any reply URL of the application that a sign-in asks for. One that is not of AWS can collect assertions of whoever follows a link to it, and use them at Identity Center.',
    message: ({ found }) => `${counted(found.length, 'reply URL')} of ${AT} not of AWS: ${quoted(found)}`,
    hint: () => 'remove what is not in the metadata of Identity Center (Single sign-on, Basic SAML Configuration)',
  }),
  'doctor/saml-name-id': rule<{ nameId: string; userName: string }>({
    severity: 'error',
    title: 'name identifier is not the user name',
    explanation:
      'Identity Center finds the user by a name identifier that equals the user name exactly. It is made of another attribute than the one that provisioning writes as `userName`, so users whose two attributes differ cannot sign in.',
    message: ({ nameId, userName }) =>
      `the name identifier is made of \`${nameId}\`, and \`userName\` of \`${userName}\``,
    hint: () => 'use the same attribute for both: user.userprincipalname (Single sign-on, Attributes & Claims)',
  }),
  'doctor/no-certificate': rule<Record<never, never>>({
    severity: 'error',
    title: 'no active signing certificate',
    explanation: 'No certificate of the application is active, so it signs no assertion and nobody can sign in.',
    message: () => `${AT} has no active signing certificate`,
    hint: () => 'make one active (Single sign-on, SAML certificates), and upload the metadata in Identity Center',
  }),
  'doctor/certificate-to-renew': rule<{ end: string; days: number }>({
    severity: 'notice',
    title: 'signing certificate is to be renewed',
    explanation:
      'The certificate that signs the assertions ends within 60 days. When it has ended nobody signs in. A new one is made beside it, uploaded to Identity Center, and only then made active.',
    message: ({ end, days }) => `the signing certificate ends on ${end}, in ${counted(days, 'day')}`,
    hint: () => 'make a new certificate, upload its metadata in Identity Center, then make it active',
  }),
  'doctor/certificate-ends': rule<{ end: string; days: number }>({
    severity: 'warning',
    title: 'signing certificate ends within a month',
    explanation: 'The certificate that signs the assertions ends within 30 days. When it has ended nobody signs in.',
    message: ({ end, days }) => `the signing certificate ends on ${end}, in ${counted(days, 'day')}`,
    hint: () => 'make a new certificate, upload its metadata in Identity Center, then make it active',
  }),
  'doctor/certificate-ended': rule<{ end: string; days: number }>({
    severity: 'error',
    title: 'signing certificate has ended or ends within a week',
    explanation:
      'The certificate that signs the assertions has ended, or ends within 7 days. When it has ended nobody signs in.',
    message: ({ end, days }) =>
      days < 0
        ? `the signing certificate has ended on ${end}`
        : `the signing certificate ends on ${end}, in ${counted(days, 'day')}`,
    hint: () => 'make a new certificate, upload its metadata in Identity Center, then make it active',
  }),
  'doctor/certificate-addresses': rule<Record<never, never>>({
    severity: 'warning',
    title: 'nobody is told when the certificate ends',
    explanation:
      'Entra reminds by mail 60, 30 and 7 days before the signing certificate ends. The application has no notification address.',
    message: () => `${AT} has no notification address for its certificate`,
    hint: () => 'enter the address of a team (Single sign-on, SAML certificates, Edit)',
  }),
  'doctor/no-provisioning': rule<{ name: string }>({
    severity: 'warning',
    title: 'provisioning is not set up',
    explanation:
      'The application has no provisioning job, so no user and no group comes to Identity Center from it. Where people are kept by hand on purpose, silence this under `diagnostics`.',
    message: ({ name }) => `${AT} \`${name}\` has no provisioning job`,
    hint: () => 'set provisioning to automatic, with the endpoint and token of Identity Center (Provisioning)',
  }),
  'doctor/provisioning-stopped': rule<{ status: string }>({
    severity: 'error',
    title: 'provisioning is stopped',
    explanation:
      'The provisioning job does not run. New people and groups do not arrive, and leavers keep their groups in Identity Center.',
    message: ({ status }) =>
      `the provisioning job has status \`${status}\`: nothing is synced, leavers keep their groups`,
    hint: () => 'start provisioning (Provisioning, Overview)',
  }),
  'doctor/provisioning-quarantine': rule<{ reason: string; since?: string | undefined; error?: string | undefined }>({
    severity: 'error',
    title: 'provisioning is in quarantine',
    explanation:
      'Entra put the provisioning job in quarantine: on refused credentials at once, on many failures, or on more deletions than its threshold. Cycles then run once a day, and the job is disabled after four weeks. Meanwhile leavers keep their groups in Identity Center.',
    message: ({ reason, since, error }) =>
      `the provisioning job is in quarantine${since === undefined ? '' : ` since ${since}`}: ${
        reason === '' ? 'Entra does not say why' : `\`${reason}\``
      }${error === undefined ? '' : ` (${error})`}`,
    hint: ({ reason }) =>
      Object.hasOwn(QUARANTINE_HINTS, reason)
        ? QUARANTINE_HINTS[reason]
        : 'read the reason (Provisioning, Overview), cure it, and restart provisioning',
  }),
  'doctor/provisioning-failing': rule<{ state: string; error?: string | undefined; ended?: string | undefined }>({
    severity: 'warning',
    title: 'last provisioning cycle failed',
    explanation:
      'The last cycle of the provisioning job did not succeed, as a whole or for some objects. What failed is tried again in later cycles, and too many failures put the job in quarantine.',
    message: ({ state, error, ended }) =>
      `the last provisioning cycle${ended === undefined ? '' : ` (${ended})`} has state \`${state}\`${
        error === undefined ? '' : `: ${error}`
      }`,
    hint: () => 'look into the provisioning logs (Provisioning, Provisioning logs)',
  }),
  'doctor/provisioning-late': rule<{ last: string; hours: number }>({
    severity: 'warning',
    title: 'provisioning has not succeeded lately',
    explanation:
      'A cycle takes 40 minutes, and the last one that succeeded was hours ago, although the job is active. Meanwhile leavers keep their groups in Identity Center.',
    message: ({ last, hours }) => `the last successful provisioning cycle was ${counted(hours, 'hour')} ago (${last})`,
    hint: () => 'look into the provisioning logs, and restart provisioning where nothing moves',
  }),
  'doctor/deletion-threshold': rule<Record<never, never>>({
    severity: 'warning',
    title: 'accidental deletions are not prevented',
    explanation:
      'Without a threshold for accidental deletions, one wrong change of the scope or of assignments deletes groups in Identity Center, and everybody in them loses access; groups that are made again get new ids.',
    message: () => 'the provisioning job has no threshold for accidental deletions',
    hint: () => 'set one (Provisioning, Settings, Prevent accidental deletion)',
  }),
  'doctor/provisioning-log': rule<{ count: number; days: number; some: readonly string[] }>({
    severity: 'warning',
    title: 'failures in the provisioning log',
    explanation:
      'Some users or groups could not be written to Identity Center in the last days: a name that exists already, characters that AWS refuses, a user without given name or family name.',
    message: ({ count, days, some }) =>
      `${counted(count, 'failure')} in the provisioning log of ${counted(days, 'day')}: ${someOf(some).join('; ')}`,
    hint: () => 'cure each (Provisioning, Provisioning logs), then restart provisioning',
  }),
  'doctor/group-external-id': rule<{ source: string }>({
    severity: 'error',
    title: 'groups are not mapped by object id',
    explanation:
      'The mapping of groups fills `externalId` with something else than `objectId`. A pin of the files is then compared with what can change hands.',
    message: ({ source }) => `for groups, \`externalId\` is mapped from ${source}, not from \`objectId\``,
    hint: () => 'map `objectId` to `externalId` for groups (Provisioning, Attribute mapping), and restart provisioning',
  }),
  'doctor/user-external-id': rule<{ source: string }>({
    severity: 'warning',
    title: 'users are not mapped by object id',
    explanation:
      'The mapping of users fills `externalId` with something else than `objectId`. The default, `mailNickname`, changes with a name and can be given to somebody else.',
    message: ({ source }) => `for users, \`externalId\` is mapped from ${source}, not from \`objectId\``,
    hint: () => 'map `objectId` to `externalId` for users (Provisioning, Attribute mapping), and restart provisioning',
  }),
  'doctor/matching-attribute': rule<{ kind: 'user' | 'group'; found: readonly string[]; expected: string }>({
    severity: 'warning',
    title: 'matching attributes',
    explanation:
      'Entra finds an object in Identity Center by its matching attribute. AWS supports one: several of them break the sync (Identity Center User Guide, troubleshooting), and another than the user name or display name cannot be searched for.',
    message: ({ kind, found, expected }) =>
      found.length === 0
        ? `${kind}s are matched by no attribute, not by \`${expected}\``
        : `${kind}s are matched by ${quoted(found)}, not by \`${expected}\` alone`,
    hint: ({ kind, expected }) =>
      `match ${kind}s by \`${expected}\` alone (Provisioning, Attribute mapping, Match objects using this attribute)`,
  }),
  'doctor/mapping-disabled': rule<{ kind: 'users' | 'groups' }>({
    severity: 'error',
    title: 'users or groups are not provisioned',
    explanation:
      'The attribute mapping of users or of groups is switched off, or there is none. Access is assigned to groups: both have to come.',
    message: ({ kind }) => `the provisioning job does not provision ${kind}`,
    hint: ({ kind }) => `enable the mapping of ${kind} (Provisioning, Attribute mapping, Enabled)`,
  }),
  'doctor/deletions-off': rule<{ kind: 'users' | 'groups' }>({
    severity: 'warning',
    title: 'deletions are not provisioned',
    explanation:
      'The target object actions of the mapping leave out Delete: a group that is deleted or unassigned in Entra stays in Identity Center with its members and its access.',
    message: ({ kind }) => `the mapping of ${kind} does not delete: what is removed in Entra keeps its access`,
    hint: ({ kind }) => `select Delete for ${kind} (Provisioning, Attribute mapping, Target object actions)`,
  }),
  'doctor/updates-off': rule<{ kind: 'users' | 'groups'; action: 'Add' | 'Update' }>({
    severity: 'error',
    title: 'creations or updates are not provisioned',
    explanation:
      'The target object actions of the mapping leave out Create or Update. Without Update no change of members arrives and nobody is disabled: leavers keep their groups. Without Create nobody and nothing new arrives.',
    message: ({ kind, action }) =>
      action === 'Add'
        ? `the mapping of ${kind} does not create: nothing new arrives`
        : `the mapping of ${kind} does not update: ${kind === 'users' ? 'who is disabled keeps access' : 'who leaves a group keeps access'}`,
    hint: ({ kind, action }) =>
      `select ${action === 'Add' ? 'Create' : action} for ${kind} (Provisioning, Attribute mapping, Target object actions)`,
  }),
  'doctor/attribute-not-mapped': rule<{ kind: 'users' | 'groups'; missing: readonly string[] }>({
    severity: 'error',
    title: 'needed attribute is not mapped',
    explanation:
      'AWS refuses a user without user name, display name, given name or family name. Without `active` a user who is disabled in Entra is not in Identity Center, and without `members` nobody arrives in, or leaves, a group.',
    message: ({ kind, missing }) => `the mapping of ${kind} leaves out ${quoted(missing)}`,
    hint: () => 'map it as the gallery application does (Provisioning, Attribute mapping, Restore default mappings)',
  }),
  'doctor/mapping-filter': rule<{ kind: 'users' | 'groups' }>({
    severity: 'notice',
    title: 'scoping filter',
    explanation:
      'A scoping filter stands beside the assignments: users or groups that do not match it are not provisioned, although they are assigned, and are removed when they cease to match.',
    message: ({ kind }) => `the mapping of ${kind} has a scoping filter`,
    hint: () => 'remove it, unless it is meant: assignments say who is in scope (Provisioning, Attribute mapping)',
  }),
  'doctor/multi-valued-mapping': rule<{ attribute: string; targets: readonly string[] }>({
    severity: 'warning',
    title: 'more values than AWS takes',
    explanation:
      'AWS takes one value of a list attribute: a user with several telephone numbers, addresses or email addresses is refused as a whole ("list attributes only allow single item").',
    message: ({ attribute, targets }) => `users get several values of \`${attribute}\`: ${quoted(targets)}`,
    hint: () => 'delete all of these mappings but one (Provisioning, Attribute mapping)',
  }),
  'doctor/sync-all': rule<{ groups: readonly Named[] }>({
    severity: 'warning',
    title: 'groups are synced without being assigned',
    explanation:
      'Groups are in Identity Center with an object id that is not assigned to the application: the scope is *Sync all users and groups*, or what was unassigned is not deleted. With *Sync all*, a group that any user makes under the name of a group of Identity Center takes over its assignments.',
    message: ({ groups }) =>
      `${counted(groups.length, 'group')} synced and not assigned to the enterprise application: ${people(groups)}`,
    hint: () =>
      'set the scope to assigned users and groups (Provisioning, Settings), then restart provisioning; delete in Identity Center what stays',
  }),
};
