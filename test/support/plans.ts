// Plans in the restriction of a fruit company, built by hand: what renderers are shown before any planner runs.
import type { Diagnostic, Severity } from '../../src/diagnostics/diagnostic.ts';
import type { Code } from '../../src/diagnostics/rules.ts';
import type { AssignmentChange, Origin, PermissionSetChange, ProvisioningChange } from '../../src/plan/change.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { HeldOfSet } from '../../src/state/desired.ts';
import {
  accountId,
  assignmentAddress,
  type PermissionSet,
  type PolicyDocument,
  type Principal,
  permissionSetAddress,
  principalId,
  provisioningAddress,
} from '../../src/state/state.ts';
import { instantText } from './instant.ts';

export const ACCOUNTS = {
  management: '111111111111',
  'orchard-prod': '222222222222',
  'orchard-dev': '333333333333',
  'press-prod': '444444444444',
  'press-dev': '555555555555',
  'juice-lab': '666666666666',
} as const;

export const groupId = (number: number) =>
  principalId(`9067000000-aaaa0000-0000-4000-8000-${String(number).padStart(12, '0')}`);

export const pickers: Principal = { type: 'group', id: groupId(1) };
export const pressers: Principal = { type: 'group', id: groupId(2) };
export const seasonal: Principal = { type: 'group', id: groupId(3) };
export const gone: Principal = { type: 'group', id: groupId(4) };
export const jane: Principal = { type: 'user', id: groupId(5) };

const NAMES: Plan['names'] = {
  accounts: Object.fromEntries(Object.entries(ACCOUNTS).map(([name, id]) => [id, name])),
  principals: {
    [pickers.id]: 'AWS Orchard Pickers',
    [pressers.id]: 'AWS Pressers',
    [seasonal.id]: 'AWS Seasonal Workers',
    [jane.id]: 'jane@orchard.example',
  },
};

export function plan(parts: Partial<Plan> = {}): Plan {
  return {
    formatVersion: 2,
    planId: '3f2a91c0'.padEnd(64, '5e'),
    asOf: instantText('2026-11-02T09:00:00Z'),
    toolVersion: '0.1.0',
    config: { digest: 'c0ffee'.padEnd(64, '0'), commit: '9d1f27c4b8a05e6f3c2d1b0a9f8e7d6c5b4a3928' },
    instance: {
      arn: 'arn:aws:sso:::instance/ssoins-7223f0a1b2c3d4e5',
      identityStoreId: 'd-9067000000',
      partition: 'aws',
      region: 'eu-west-1',
    },
    caller: {
      account: accountId(ACCOUNTS.management),
      arn: 'arn:aws:sts::111111111111:assumed-role/access-plan/ci',
      kind: 'management',
    },
    coverage: 'complete',
    changes: [],
    held: [],
    findings: [],
    notices: [],
    names: NAMES,
    allowed: [],
    calls: { 'sso-admin:ListPermissionSets': 1 },
    ...parts,
  };
}

export function permissionSet(name: string, parts: Partial<PermissionSet> = {}): PermissionSet {
  return {
    name,
    sessionDuration: 'PT1H',
    managedPolicies: [],
    customerManagedPolicies: [],
    owner: 'platform',
    tags: {},
    ...parts,
  };
}

export const at = (file: string, line: number): Origin => ({ file: `access/${file}`, line, column: 5 });

export const inline = (document: PolicyDocument) => ({ kind: 'document', document }) as const;

type SetParts = Partial<PermissionSetChange> & Pick<PermissionSetChange, 'action' | 'risk'>;

export function setChange(name: string, parts: SetParts): PermissionSetChange {
  return {
    kind: 'permission-set',
    address: permissionSetAddress(name),
    permissionSet: name,
    dependsOn: [],
    origins: [],
    fields: [],
    ...parts,
  };
}

type RowParts = Partial<AssignmentChange> & Pick<AssignmentChange, 'action'>;

/** One change an account. */
export function rows(
  [set, principal]: readonly [string, Principal],
  accounts: readonly string[],
  parts: RowParts,
): readonly AssignmentChange[] {
  return accounts.map((id) => {
    const assignment = { permissionSet: set, account: accountId(id), principal };
    const risk = parts.action === 'create' ? 'broadens' : 'narrows';
    return {
      kind: 'assignment',
      address: assignmentAddress(assignment),
      assignment,
      risk,
      dependsOn: [],
      origins: [],
      ...parts,
    };
  });
}

export function provisioning(set: string, accounts: readonly string[]): ProvisioningChange {
  return {
    kind: 'provisioning',
    action: 'provision',
    address: provisioningAddress(set),
    permissionSet: set,
    accounts: accounts.map(accountId),
    risk: 'neutral',
    dependsOn: [permissionSetAddress(set)],
    origins: [],
  };
}

/** Findings are built without their rule: what they say is theirs to test, how it looks is ours. */
export function finding(code: string, severity: Severity, parts: Omit<Diagnostic, 'code' | 'severity'>): Diagnostic {
  return { code: code as Code, severity, ...parts };
}

export function held(code: string, parts: Omit<HeldOfSet, 'code'>): HeldOfSet {
  return { code: code as Code, ...parts };
}
