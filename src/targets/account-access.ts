// AWS account access: IAM roles that exist already, given to groups of Identity Center by entitlements. Nothing is made in accounts, and an entitlement
// bears no tag; all of an instance's are in one application, which does.
import { diagnose } from '../diagnostics/diagnose.ts';
import { APPLICATION_ADDRESS } from '../state/account-access.ts';
import { holdReasonFrom } from '../state/desired.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Policy } from '../state/state.ts';
import type { TargetRules } from './target.ts';

export const ACCOUNT_ACCESS: TargetRules = {
  ownership: (_, { desired, isGranted }) => {
    if (desired.state.resources?.has(APPLICATION_ADDRESS) === true) return 'managed';
    return isGranted ? 'external' : 'unmanaged';
  },
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
 * What the trust policy of a role does not let account access do. Conditions of an Allow are taken to let it in: they are about the account or the application
 * that asks (`aws:SourceAccount`, `aws:SourceArn`). Of text that nobody understands, everything.
 */
export function missingTrust(trust: Policy): readonly string[] {
  if (trust.kind === 'opaque') return NEEDED;
  const statements = listOf(trust.document.Statement).filter(isAboutService);
  const isSaid = (effect: string, action: string) =>
    statements.some((statement) => statement.Effect === effect && covers(statement, action));
  return NEEDED.filter((action) => !isSaid('Allow', action) || isSaid('Deny', action));
}

type Statement = Readonly<Record<string, unknown>>;

function isAboutService(statement: unknown): statement is Statement {
  if (typeof statement !== 'object' || statement === null) return false;
  const { Effect, Principal, Condition } = statement as Statement;
  // A Deny under a condition may be about others.
  if (Effect === 'Deny' && Condition !== undefined) return false;
  if (typeof Principal !== 'object' || Principal === null) return false;
  return listOf((Principal as Statement).Service).includes(SERVICE);
}

function covers({ Action, NotAction }: Statement, action: string): boolean {
  if (NotAction !== undefined) return !listOf(NotAction).some((pattern) => matches(pattern, action));
  return listOf(Action).some((pattern) => matches(pattern, action));
}

/** Actions are compared without case (IAM JSON policy elements: Action). */
function matches(pattern: unknown, action: string): boolean {
  return typeof pattern === 'string' && matchesGlob(pattern.toLowerCase(), action.toLowerCase());
}

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];
