// What guardrails say of a plan: of all that it leaves behind, and of what it adds to live.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import { guardrailFindings } from '../guardrails/report.ts';
import { type Holding, type Holdings, holdingsOf } from '../holdings/holdings.ts';
import type { DisplayNames } from '../holdings/names.ts';
import { type Instant, latest } from '../instant.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import type { Desired } from '../state/desired.ts';
import { type Directory, identityCenterAdminAccounts } from '../state/directory.ts';
import type { Live } from '../state/live.ts';
import type { Members } from '../state/members.ts';
import type { Change } from './change.ts';
import type { PlanHoldings } from './plan-holdings.ts';
import { withSamlGrants } from './saml-grants.ts';

export interface PlanGuardrailInputs {
  /** Absent: the files have none. */
  readonly guardrails?: Guardrails;
  readonly meanings: Meanings | undefined;
  /** Who is in the groups. Absent: nobody asked. */
  readonly members?: Members;
  readonly desired: Desired;
  readonly live: Live;
  readonly holdings: PlanHoldings;
  readonly directory: Directory;
  readonly changes: readonly Change[];
  readonly displayNames: DisplayNames;
  readonly allowed: Readonly<Record<string, number>>;
  readonly asOf: Instant;
  readonly now?: Instant;
}

export function evaluateGuardrails(inputs: PlanGuardrailInputs): readonly Diagnostic[] {
  const {
    guardrails,
    meanings,
    members,
    desired,
    live,
    directory,
    changes,
    displayNames,
    allowed,
    asOf,
    now = asOf,
  } = inputs;
  if (guardrails === undefined || meanings === undefined) return [];
  // Nobody has what is left to a principal that is gone.
  const isSomebodys = ({ principal }: Holding) => !live.orphans.has(principal.id);
  const holdings = withSamlGrants(inputs.holdings, { desired, live });
  const unread = live.others.map(({ name }) => name).sort();
  return [
    ...guardrailFindings(
      {
        guardrails,
        before: holdings.before.where(isSomebodys),
        after: holdings.after.where(isSomebodys),
        asked: () => askedFor(desired, live),
        meanings,
        ...optional({ members }),
        identityCenterAdminAccounts: identityCenterAdminAccounts(directory),
        activeAccounts: new Set(directory.accounts.filter(({ state }) => state === 'ACTIVE').map(({ id }) => id)),
        asOf: latest(asOf, now),
      },
      {
        displayNames,
        allowed,
        idle: changes.length === 0,
      },
    ),
    ...(unread.length === 0 ? [] : [diagnose('guardrail/not-judged', { names: unread })]),
  ];
}

/** All that the files grant, with the definitions that they give or leave to others. */
function askedFor({ state, facts }: Desired, live: Live): Holdings {
  const permissionSets = new Map([...live.state.permissionSets, ...state.permissionSets]);
  return holdingsOf({ ...state, permissionSets, ...optional({ roles: live.state.roles }) }, facts);
}
