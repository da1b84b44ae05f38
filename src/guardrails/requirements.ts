// What must be there: each group and user of a rule has, in each of its accounts, a permission set that gives what is required. Sets are not added up: each is
// a role of its own.
import type { Holding, Holdings } from '../holdings/holdings.ts';
import { isDefined } from '../holdings/holdings.ts';
import { optional } from '../optional.ts';
import type { AccountId } from '../state/state.ts';
import { administratorAccessOf } from './administrators.ts';
import type { Breach, Examination, Lacking } from './breach.ts';
import { equivalenceOf } from './equivalence.ts';
import { examinationOf } from './examine.ts';
import type { Guardrail, RequiredPrincipal, Requirement } from './guardrail.ts';
import type { GuardrailInput } from './input.ts';
import { unseenIn } from './upper-bound.ts';

/** One group or user that lacks something in one account. */
export interface Missing {
  readonly principal: RequiredPrincipal;
  readonly account: AccountId;
  readonly breach: Extract<Breach, { readonly kind: 'lacking' }>;
}

function requiredAccounts(
  { scope: { accounts } }: Guardrail,
  { activeAccounts }: GuardrailInput,
): readonly AccountId[] {
  const named = accounts === undefined || accounts.not ? [] : [...accounts.members];
  // Nobody can be given anything in an account that is suspended or gone.
  return named.filter((account) => activeAccounts?.has(account) ?? true);
}

export function missingFrom(
  holdings: Holdings,
  { rule, demand, input }: { readonly rule: Guardrail; readonly demand: Requirement; readonly input: GuardrailInput },
): readonly Missing[] {
  const answers = new Map<string, Lacks | undefined>();
  return demand.principals.flatMap((principal) =>
    requiredAccounts(rule, input).flatMap((account): readonly Missing[] => {
      const held = principal.ids.flatMap((id) =>
        holdings.byPrincipalInAccount.of({ account, principal: { type: principal.type, id } }),
      );
      if (held.some((holding) => isForPlan(holding, input))) return [];
      const names = held.map(({ permissionSet }) => permissionSet).sort();
      const known = JSON.stringify(names);
      if (!answers.has(known)) answers.set(known, lacksOf(held, { rule, demand, input }));
      const lacks = answers.get(known);
      return lacks === undefined ? [] : [{ principal, account, breach: { kind: 'lacking', principal, ...lacks } }];
    }),
  );
}

/** The files declare it, and only live has its definition. */
function isForPlan(holding: Holding, { guardrails }: GuardrailInput): boolean {
  return !isDefined(holding) && guardrails.definitions.has(holding.permissionSet);
}

type Lacks = Omit<Lacking, 'principal'> & Pick<Breach, 'doubt'>;

/** What comes nearest: something that is in doubt is nearer than something that is not there. Undefined: nothing is lacking. */
function lacksOf(
  held: readonly Holding[],
  { rule, demand, input }: { readonly rule: Guardrail; readonly demand: Requirement; readonly input: GuardrailInput },
): Lacks | undefined {
  const answers = held.filter(isDefined).map(({ definition: set }) => {
    const examination = examinationOf(rule, { set, before: [], takeoverPathsCount: false }, input.meanings);
    return lacksOfSet(demand, examination);
  });
  if (answers.includes(undefined)) return undefined;
  const nothing: Lacks = { administrator: demand.administrator, managed: demand.managed };
  const known = answers.filter((lacks) => lacks !== undefined);
  return [...known].sort((a, b) => distanceOf(a) - distanceOf(b))[0] ?? nothing;
}

const FAR = 1_000;

function distanceOf({ administrator, managed, conditional, doubt }: Lacks): number {
  if (doubt !== undefined) return 0;
  return managed.length + (administrator && conditional !== true ? FAR : 1);
}

function lacksOfSet({ administrator, managed }: Requirement, examination: Examination): Lacks | undefined {
  const { set, meanings } = examination;
  const access = administrator ? administratorAccessOf(set, 'administrator', examination) : undefined;
  const isConditional =
    access !== undefined && access.doubt === undefined && meanings.administration(set) === 'conditional';
  // What cannot be seen may deny: nobody can rely on such a set.
  const unseen = unseenDoubt(examination);
  const isLackingAdministrator =
    administrator && (access === undefined || access.doubt !== undefined || isConditional || unseen !== undefined);
  const equivalences = managed.map((policy) => ({ policy, found: providesAll(policy, examination) }));
  const lacking = equivalences.filter(({ found }) => found !== 'all').map(({ policy }) => policy);
  if (!isLackingAdministrator && lacking.length === 0) return undefined;
  const doubts = [
    access?.doubt,
    unseen,
    ...equivalences.map(({ found }) => (typeof found === 'object' ? found : undefined)),
  ];
  const isOnlyDoubtful =
    (!isLackingAdministrator || (access !== undefined && !isConditional)) &&
    equivalences.every(({ found }) => found !== 'not');
  const doubt = isOnlyDoubtful ? doubts.find((each) => each !== undefined) : undefined;
  return {
    administrator: isLackingAdministrator,
    managed: lacking,
    ...(isConditional ? { conditional: true } : {}),
    ...optional({ doubt }),
  };
}

function unseenDoubt({ accessOf, meanings, set }: Examination): NonNullable<Breach['doubt']> | undefined {
  // A rule may ignore what cannot be seen, but nobody can rely on what a boundary of that kind allows.
  const { boundary } = meanings.grantOf(set);
  const limits = boundary?.kind === 'unknown' ? [boundary.name] : [];
  const documents = [...new Set([...accessOf([set]).grants.flatMap(unseenIn), ...limits])];
  return documents.length === 0 ? undefined : { reason: 'unknown-document', documents };
}

function providesAll(policy: string, examination: Examination): 'all' | 'not' | NonNullable<Breach['doubt']> {
  const { set, meanings } = examination;
  // Of a policy that the data lacks, nobody can say more than that it is attached.
  if (meanings.data.managedPolicies.policy(policy) === undefined)
    return set.managedPolicies.includes(policy) ? 'all' : 'not';
  const equivalence = equivalenceOf(set, policy, examination);
  return equivalence === undefined ? 'not' : (equivalence.doubt ?? unseenDoubt(examination) ?? 'all');
}
