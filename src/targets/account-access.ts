// AWS account access: IAM roles that exist already, given to groups of Identity Center by entitlements. Nothing is made in accounts, and an entitlement
// bears no tag; all of an instance's are in one application, which does.
import { diagnose } from '../diagnostics/diagnose.ts';
import { holdReasonFrom } from '../state/desired.ts';
import { type Address, type Policy, resourceAddress } from '../state/state.ts';
import type { TargetRules } from './target.ts';

/** An Identity Center has one at most (CreateApplication: AlreadyCreatedException). */
export const APPLICATION = { target: 'account-access', kind: 'application', name: 'application' } as const;
export const APPLICATION_ADDRESS: Address = resourceAddress(APPLICATION);

export const ACCOUNT_ACCESS: TargetRules = {
  ownership: ({ desired }) => (desired.state.resources?.has(APPLICATION_ADDRESS) === true ? 'managed' : 'external'),
  reasonToHold: (_, { desired, live }) =>
    [desired, live].some(({ state }) => state.resources?.has(APPLICATION_ADDRESS) === true)
      ? undefined
      : holdReasonFrom(diagnose('account-access/no-application', {})),
  // CreateApplication and DeleteApplication are the management account's (User Guide, security in account access manager).
  reasonToHoldResource: (_, { directory, live }) =>
    directory.caller.kind === 'delegated-administrator' && live.state.resources?.has(APPLICATION_ADDRESS) !== true
      ? holdReasonFrom(diagnose('plan/delegated-administrator', { what: 'the account access application' }))
      : undefined,
  resourceOf: () => APPLICATION_ADDRESS,
  riskOf: () => 'neutral',
  // DeleteApplication takes every entitlement with it, whoever made it.
  mayDelete: () => false,
};

const SERVICE = 'account-access.amazonaws.com';
/** Without the first two CreateEntitlement is refused; without the last nobody gets credentials. */
const NEEDED = ['sts:AssumeRole', 'sts:SetContext', 'sts:TagSession'];

/**
 * What the trust policy of a role does not let account access do. Conditions are taken to let it in: they are about the account or the application that
 * asks (`aws:SourceAccount`, `aws:SourceArn`). Of text that nobody understands, everything.
 */
export function missingTrust(trust: Policy): readonly string[] {
  if (trust.kind === 'opaque') return NEEDED;
  const statements = listOf(trust.document['Statement']).filter(isAllowOfService);
  const actions = statements.flatMap((statement) => listOf(statement['Action'])).filter(isText);
  return NEEDED.filter((needed) => !actions.some((action) => covers(action, needed)));
}

type Statement = Readonly<Record<string, unknown>>;

function isAllowOfService(statement: unknown): statement is Statement {
  if (typeof statement !== 'object' || statement === null) return false;
  const { Effect, Principal } = statement as Statement;
  if (Effect !== 'Allow' || typeof Principal !== 'object' || Principal === null) return false;
  return listOf((Principal as Statement)['Service']).includes(SERVICE);
}

/** Actions are compared without case, and may end in `*` (IAM JSON policy elements: Action). */
function covers(pattern: string, action: string): boolean {
  const [written, asked] = [pattern.toLowerCase(), action.toLowerCase()];
  return written.endsWith('*') ? asked.startsWith(written.slice(0, -1)) : written === asked;
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
const isText = (value: unknown): value is string => typeof value === 'string';
