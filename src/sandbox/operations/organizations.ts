// organizations: the accounts, organizational units and root that Identity Center assigns in. Read only.
import { seconds } from '../clock.ts';
import { ServiceError } from '../errors.ts';
import { type Call, type Operations, type Output, reads } from '../operation.ts';
import { page } from '../pages.ts';
import {
  childId,
  childType,
  organizationAccountId,
  organizationalUnitId,
  pagedBy20,
  parentId,
  taggableResourceId,
} from '../shapes.ts';
import type { Account, SandboxState, Unit } from '../state.ts';

export const ORGANIZATIONS: Operations = {
  DescribeOrganization: reads({}, (call) => ({ Organization: organization(call.state) })),
  ListRoots: reads(pagedBy20, (call, input) =>
    page(call, input, { key: 'Roots', items: [call.state.organization.rootId], show: (id) => root(call.state, id) }),
  ),
  ListAccounts: reads(pagedBy20, (call, input) =>
    page(call, input, {
      key: 'Accounts',
      items: call.state.organization.accounts.values(),
      show: (account) => shownAccount(call.state, account),
    }),
  ),
  DescribeAccount: reads({ AccountId: organizationAccountId }, (call, input) => {
    const account = call.state.organization.accounts.get(input.AccountId);
    if (account === undefined) throw unknownAccount();
    return { Account: shownAccount(call.state, account) };
  }),
  ListOrganizationalUnitsForParent: reads({ ParentId: parentId, ...pagedBy20 }, (call, input) => {
    const items = childrenOf(call, input.ParentId).units;
    return page(call, input, { key: 'OrganizationalUnits', items, show: (unit) => shownUnit(call.state, unit) });
  }),
  DescribeOrganizationalUnit: reads({ OrganizationalUnitId: organizationalUnitId }, (call, input) => {
    const unit = call.state.organization.units.get(input.OrganizationalUnitId);
    if (unit === undefined) throw missing('OrganizationalUnitNotFoundException', 'an OU', 'OrganizationalUnitId');
    return { OrganizationalUnit: shownUnit(call.state, unit) };
  }),
  ListAccountsForParent: reads({ ParentId: parentId, ...pagedBy20 }, (call, input) => {
    const items = childrenOf(call, input.ParentId).accounts;
    return page(call, input, { key: 'Accounts', items, show: (account) => shownAccount(call.state, account) });
  }),
  ListChildren: reads({ ParentId: parentId, ChildType: childType, ...pagedBy20 }, (call, input) => {
    const { accounts, units } = childrenOf(call, input.ParentId);
    const items = (input.ChildType === 'ACCOUNT' ? accounts : units).map(({ id }) => id);
    return page(call, input, { key: 'Children', items, show: (id) => ({ Id: id, Type: input.ChildType }) });
  }),
  ListParents: reads({ ChildId: childId, ...pagedBy20 }, (call, input) => {
    const { accounts, units } = call.state.organization;
    const child = accounts.get(input.ChildId) ?? units.get(input.ChildId);
    if (child === undefined)
      throw missing('ChildNotFoundException', 'an organizational unit (OU) or account', 'ChildId');
    const type = units.has(child.parentId) ? 'ORGANIZATIONAL_UNIT' : 'ROOT';
    return page(call, input, { key: 'Parents', items: [child.parentId], show: (id) => ({ Id: id, Type: type }) });
  }),
  ListTagsForResource: reads(
    { ResourceId: taggableResourceId, 'NextToken?': pagedBy20['NextToken?'] },
    (call, input) => {
      const { accounts, units, rootId } = call.state.organization;
      const known = input.ResourceId === rootId || units.has(input.ResourceId) || accounts.has(input.ResourceId);
      if (!known) throw missing('TargetNotFoundException', 'a root, OU, account, or policy', 'TargetId');
      const items = Object.entries(accounts.get(input.ResourceId)?.tags ?? {});
      return page(call, input, { key: 'Tags', items, show: ([Key, Value]) => ({ Key, Value }) });
    },
  ),
};

export const organizationArn = (state: SandboxState, kind: string, rest: string): string =>
  `arn:${state.partition}:organizations::${state.organization.managementAccount}:${kind}/${state.organization.id}${rest}`;

function organization(state: SandboxState): Output {
  const { id, managementAccount, accounts } = state.organization;
  return {
    Id: id,
    Arn: organizationArn(state, 'organization', ''),
    FeatureSet: 'ALL',
    MasterAccountArn: organizationArn(state, 'account', `/${managementAccount}`),
    MasterAccountId: managementAccount,
    MasterAccountEmail: accounts.get(managementAccount)?.email,
    AvailablePolicyTypes: [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }],
  };
}

const root = (state: SandboxState, id: string): Output => ({
  Id: id,
  Arn: organizationArn(state, 'root', `/${id}`),
  Name: 'Root',
  PolicyTypes: hasControlPolicies(state) ? [{ Type: 'SERVICE_CONTROL_POLICY', Status: 'ENABLED' }] : [],
});

export function shownAccount(state: SandboxState, account: Account): Output {
  const { state: life } = account;
  // Status is the older member and knows fewer values than State.
  const status = life === 'CLOSED' ? 'SUSPENDED' : life;
  return {
    Id: account.id,
    Arn: organizationArn(state, 'account', `/${account.id}`),
    Email: account.email,
    Name: account.name,
    ...(status === 'PENDING_ACTIVATION' ? {} : { Status: status }),
    State: life,
    Paths: [pathTo(state, account.parentId)],
    JoinedMethod: account.id === state.organization.managementAccount ? 'INVITED' : 'CREATED',
    JoinedTimestamp: seconds(state.createdAt),
  };
}

export const hasControlPolicies = ({ organization: { serviceControlPolicies: all } }: SandboxState): boolean =>
  all?.enabled !== false;

const shownUnit = (state: SandboxState, unit: Unit): Output => ({
  Id: unit.id,
  Arn: organizationArn(state, 'ou', `/${unit.id}`),
  Name: unit.name,
  Path: pathTo(state, unit.id),
});

/** From the organization down to a root or unit, with a slash at the end. */
function pathTo(state: SandboxState, id: string): string {
  const unit = state.organization.units.get(id);
  return unit === undefined ? `${state.organization.id}/${id}/` : `${pathTo(state, unit.parentId)}${id}/`;
}

function childrenOf(
  call: Call,
  parent: string,
): { readonly accounts: readonly Account[]; readonly units: readonly Unit[] } {
  const { accounts, units, rootId } = call.state.organization;
  if (parent !== rootId && !units.has(parent)) {
    throw missing('ParentNotFoundException', 'a root or organizational unit (OU)', 'ParentId');
  }
  return {
    accounts: [...accounts.values()].filter(({ parentId: id }) => id === parent),
    units: [...units.values()].filter(({ parentId: id }) => id === parent),
  };
}

export const unknownAccount = (): ServiceError =>
  new ServiceError('AccountNotFoundException', "You specified an account that doesn't exist.");

export const missing = (code: string, what: string, memberName: string): ServiceError =>
  new ServiceError(code, `You specified ${what} that doesn't exist, or the ${memberName} is not in this organization.`);
