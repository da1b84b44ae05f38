// The files as a sandbox's seed: an organization in which their selectors mean something, the groups they declare, in Entra as well where an object id pins
// them, the sets of others that they grant on, and no access yet.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import type { SandboxSeed } from '../sandbox/index.ts';
import { organizationOf } from './sandbox-organization.ts';

const REGION = 'eu-west-1';

export function seedOf(declarations: Declarations): SandboxSeed {
  const those = (wanted: GroupDeclaration['kind']) =>
    [...declarations.groups.values()].filter(({ kind }) => kind === wanted);
  return {
    formatVersion: 1,
    region: declarations.settings.identityCenter.region?.value ?? REGION,
    organization: organizationOf(declarations),
    groups: those('group').map(groupOf),
    users: those('user').map((user) => {
      const { displayName: userName, ...ids } = groupOf(user);
      return { userName, ...ids };
    }),
    permissionSets: [...declarations.permissionSets.values()]
      .filter(({ kind }) => kind === 'external')
      .map(({ name }) => ({ name: name.value })),
    ...applicationsOf(declarations),
    entra: entraOf(those('group')),
    ...iamOf(declarations),
  };
}

/** Those that go by a name, which everybody may use where the files say that an assignment is to be required. */
function applicationsOf({ applications }: Declarations): Pick<SandboxSeed, 'applications'> {
  const names = [...applications.values()].flatMap(
    ({ reference: { by, value: name }, assignmentRequired: required }) =>
      by === 'name' ? [{ name, assignmentRequired: required?.value ?? true }] : [],
  );
  return names.length === 0 ? {} : { applications: [...new Map(names.map((each) => [each.name, each])).values()] };
}

/** Of the gallery application "AWS IAM Identity Center (successor to AWS Single Sign-On)". */
const TEMPLATE = '21ed01d2-ec13-4e9e-86c1-cd546719ebc4';
/** "Create group": displayName has at most 256 characters. */
const LONGEST_NAME = 256;

/** A tenant as it is when everything is well: whatever an object id pins is there, assigned to the application, and synced. */
function entraOf(declared: readonly GroupDeclaration[]): NonNullable<SandboxSeed['entra']> {
  const groups = declared.flatMap(({ displayName: { value: displayName }, pin }) =>
    pin?.kind === 'objectId' && [...displayName].length <= LONGEST_NAME ? [{ displayName, id: pin.id.value }] : [],
  );
  return {
    groups,
    servicePrincipals: [
      {
        displayName: 'AWS IAM Identity Center',
        applicationTemplateId: TEMPLATE,
        assignments: groups.map(({ id }) => id),
        provisioning: { userMapping: { externalId: 'objectId' }, deletionThreshold: 500 },
      },
    ],
  };
}

/** Whom the role of an account trusts that account access gives (User Guide, preparing IAM roles for account access manager). */
const TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'account-access.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetContext', 'sts:TagSession'],
    },
  ],
};

/** What accounts' own IAM has: the roles that may be taken in each account, and those that grants give, which are everywhere. */
function iamOf(declarations: Declarations): Partial<SandboxSeed> {
  const { settings, grants } = declarations;
  const { preflight } = settings;
  const asking =
    preflight === undefined ? [] : [{ account: '*', name: preflight.assumeRole.value, path: preflight.path }];
  const applying = (settings.targets ?? []).flatMap(({ assumeRole, assumeRolePath: path }) =>
    assumeRole === undefined ? [] : [{ account: '*', name: assumeRole.value, path }],
  );
  const given = grants
    .flatMap((grant) => grant.roles.map(({ value }) => value))
    .map((role) => {
      const name = role.slice(role.lastIndexOf('/') + 1);
      const path = role.slice('role'.length, role.length - name.length);
      return { account: '*', name, path, trust: TRUST, managedPolicies: ['ReadOnlyAccess'] };
    });
  // An account has each name once, whatever the path.
  const named = new Map([...given, ...asking, ...applying].map((role) => [role.name, role]));
  return {
    ...policiesOf(declarations),
    ...(named.size === 0 ? {} : { roles: [...named.values()] }),
    ...(settings.accountAccess?.application === 'external' ? { accountAccess: {} } : {}),
  };
}

/** Where files have accounts asked, what the permission sets name is there. */
function policiesOf({ settings: { preflight }, permissionSets }: Declarations): Partial<SandboxSeed> {
  if (preflight === undefined) return {};
  const managed = [...permissionSets.values()].filter((set) => set.kind === 'managed');
  const policies = managed.flatMap(({ customerManagedPolicies, permissionsBoundary }) => {
    const boundary = permissionsBoundary?.value;
    const attached = customerManagedPolicies.map(({ value }) => value);
    return boundary?.kind === 'customer-managed' ? [...attached, boundary.policy] : attached;
  });
  return {
    customerManagedPolicies: [...new Map(policies.map((policy) => [policy.path + policy.name, policy])).values()].map(
      ({ name, path: at }) => ({ account: '*', name, path: at }),
    ),
  };
}

/** A pin by external id is what SCIM would have written; a pin by Identity Store id is the id itself. */
function groupOf({ displayName, pin }: GroupDeclaration) {
  if (pin === undefined || pin.kind === 'unpinned') return { displayName: displayName.value };
  if (pin.kind === 'groupId') return { displayName: displayName.value, id: pin.id.value };
  const { id, groupId } = pin;
  return { displayName: displayName.value, externalId: id.value, ...(groupId && { id: groupId.value }) };
}
