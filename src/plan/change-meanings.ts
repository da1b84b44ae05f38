// What each change grants and takes away, said on the change itself. For people and policy tools: it decides nothing, and apply never reads it.
import { compareText } from '../compare-text.ts';
import { type Names, nameIn } from '../holdings/names.ts';
import type { Meaning } from '../meaning/meaning.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import type { Provenance } from '../policy/catalogue/index.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import { canonicalJson } from '../state/digest.ts';
import { type Directory, identityCenterAdminAccounts } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';
import {
  type AccountId,
  type Assignment,
  type PermissionSet,
  type PermissionSetName,
  pairAddress,
  pairOfAssignment,
  permissionSetAddress,
  principalKey,
  type State,
} from '../state/state.ts';
import type { AssignmentChange, Change, Holder, PermissionSetChange } from './change.ts';
import { type DefinitionsHeld, definitionsAfter, definitionsBefore, type PlanHoldings } from './plan-holdings.ts';
import type { InAccount } from './preflight.ts';

export interface MeaningInputs {
  readonly live: State;
  /** What will be there after the plan. */
  readonly after: State;
  readonly holdings: PlanHoldings;
  readonly meanings: Meanings;
  readonly directory: Directory;
  readonly names: Names;
  readonly inAccount: InAccount;
}

export interface ChangesWithMeaning {
  readonly changes: readonly Change[];
  /** By name: of the sets that were asked for, those whose definition is known. */
  readonly reviewed: Readonly<Record<PermissionSetName, ReviewedSet>>;
  /** By the keys that the changes bear. */
  readonly meanings: Readonly<Record<string, Meaning>>;
  readonly policyData: PolicyDataUsed;
}

/** What a set that a review names comes to for whoever has it. */
export interface ReviewedSet {
  readonly administrator?: true;
  /** All that it allows: a key of `Plan.meanings`. */
  readonly meaning: string;
}

/** The data that meanings rest on. */
export interface PolicyDataUsed {
  readonly actions: Provenance;
  readonly managedPolicies: Provenance;
  /** Where AWS had newer versions of the policies in use, those. */
  readonly live?: true;
}

/** `named`: sets that a review names, whatever changes. */
export function addMeanings(
  changes: readonly Change[],
  named: readonly PermissionSetName[],
  inputs: MeaningInputs,
): ChangesWithMeaning {
  const table = meaningTable();
  const context: MeaningContext = {
    ...inputs,
    adminAccounts: identityCenterAdminAccounts(inputs.directory),
    keyOf: table.keyOf,
    heldBefore: definitionsBefore(inputs.holdings, inputs.live),
    heldAfter: definitionsAfter(inputs.holdings, inputs.live, inputs.after),
  };
  const { index, managedPolicies, live } = inputs.meanings.data;
  return {
    changes: changes.map((change) => withMeaning(change, context)),
    reviewed: Object.fromEntries(
      named.flatMap((name) => {
        const reviewed = reviewedSet(name, context);
        return reviewed === undefined ? [] : [[name, reviewed]];
      }),
    ),
    meanings: table.meanings,
    policyData: {
      actions: index.provenance,
      managedPolicies: managedPolicies.provenance,
      ...optional({ live }),
    },
  };
}

function reviewedSet(
  name: PermissionSetName,
  { after, live, meanings, keyOf }: MeaningContext,
): ReviewedSet | undefined {
  const address = permissionSetAddress(name);
  const set = after.permissionSets.get(address) ?? live.permissionSets.get(address);
  if (set === undefined) return undefined;
  const meaning = keyOf(meanings.meaningOf([], [set], { identityCenterAdmin: false }));
  return { ...(meanings.isAdministrator(set) ? { administrator: true } : {}), meaning };
}

interface MeaningContext extends MeaningInputs {
  readonly adminAccounts: ReadonlySet<AccountId>;
  readonly keyOf: (meaning: Meaning) => string;
  readonly heldBefore: DefinitionsHeld;
  readonly heldAfter: DefinitionsHeld;
}

function withMeaning(change: Change, context: MeaningContext): Change {
  switch (change.kind) {
    case 'permission-set':
      return definitionWithMeaning(change, context);
    case 'assignment':
      return assignmentWithMeaning(change, context);
    case 'provisioning':
    case 'access-control-attributes':
    case 'resource':
      return change;
    default:
      return change satisfies never;
  }
}

function definitionWithMeaning(change: PermissionSetChange, context: MeaningContext): PermissionSetChange {
  const { permissionSet, before, after } = change;
  const isDelete = after === undefined;
  const { holdings, after: state, adminAccounts, inAccount, names } = context;
  const reached = () =>
    holdings.after.byPermissionSet
      .of(permissionSet)
      .filter((holding) => state.provisioned.has(pairOfAssignment(holding)));
  const assignments = isDelete ? holdings.before.byPermissionSet.of(permissionSet) : reached();
  const meaningBy = (as: (set: PermissionSet) => PermissionSetInAccount, identityCenterAdmin: boolean): Meaning => {
    const [old, current] = [before, after].map((set) => (set === undefined ? [] : [as(set)]));
    return context.meanings.meaningOf(old!, current!, { identityCenterAdmin });
  };
  const byMeaning = groupBy(assignments, ({ account }) =>
    meaningBy((set) => inAccount(set, account), adminAccounts.has(account)),
  );
  const isAdmin = ({ account }: Assignment) => adminAccounts.has(account);
  const heaviestFirst = [...byMeaning].sort(
    ([a, hereA], [b, hereB]) => Number(hereB.some(isAdmin)) - Number(hereA.some(isAdmin)) || weightOf(b) - weightOf(a),
  );
  const keyed = heaviestFirst.flatMap(([of, here]) => {
    const key = context.keyOf(of);
    return here.map((assignment) => ({ key, assignment }));
  });
  const meaning = keyed[0]?.key ?? context.keyOf(meaningBy((set) => set, false));
  if (isDelete) return { ...change, meaning };
  const isExempt = ({ account }: Assignment) =>
    change.administrator === true && !context.meanings.isAdministrator(inAccount(after, account));
  const alike = groupBy(keyed, ({ key, assignment }) => `${key} ${isExempt(assignment)}`);
  const holders = [...alike.values()].flatMap((here) => {
    const [{ key, assignment }] = here as [(typeof here)[number]];
    const differs = {
      ...(key === meaning ? {} : { meaning: key }),
      ...(isExempt(assignment) ? ({ administrator: false } as const) : {}),
    };
    return holdersOf(
      here.map((each) => each.assignment),
      names,
    ).map((holder) => ({ ...holder, ...differs }));
  });
  return { ...change, meaning, holders };
}

/** By how much is gained, and then lost: what is said of a definition is said of where it does most. */
function weightOf({ gained, lost }: Meaning): number {
  const size = ({ actionCount, paths, doubts }: Meaning['gained']) => actionCount + paths.length + doubts.length;
  return size(gained) * 1_000_000 + size(lost);
}

function assignmentWithMeaning(change: AssignmentChange, context: MeaningContext): AssignmentChange {
  const { permissionSet, account, principal } = change.assignment;
  const [holdings, held] =
    change.action === 'create'
      ? [context.holdings.after, context.heldBefore]
      : [context.holdings.before, context.heldAfter];
  const own = holdings.at(change.address)?.definition;
  // An assignment can stand on a set that nobody has read: an external one that is missing, about which there is a finding.
  if (own === undefined) return change;
  const others = held({ principal, account }).filter(({ name }) => name !== permissionSet);
  const [without, with_] = [others, [...others, own]];
  const accountContext = { identityCenterAdmin: context.adminAccounts.has(account) };
  const meaning =
    change.action === 'create'
      ? context.meanings.meaningOf(without, with_, accountContext)
      : context.meanings.meaningOf(with_, without, accountContext);
  return {
    ...change,
    meaning: context.keyOf(meaning),
    ...(change.action === 'create' ? {} : { openSessions: longestSession(own, account, context) }),
    ...(others.length === 0 ? {} : { beside: others.map(({ name }) => name) }),
  };
}

/** The longest there is, of a role that may have an older definition than its set. */
const MOST_SESSION = 'PT12H';

function longestSession(
  { name, sessionDuration }: PermissionSet,
  account: AccountId,
  { live }: MeaningContext,
): string {
  return live.provisioned.get(pairAddress(name, account)) === 'outdated' ? MOST_SESSION : sessionDuration;
}

/** By name, those without one last; then by id. */
function holdersOf(assignments: readonly Assignment[], { principals }: Names): readonly Holder[] {
  const nameOf = ({ principal: { id } }: Holder) => nameIn(principals, id);
  const rank = (holder: Holder) => `${nameOf(holder) === undefined ? 1 : 0} ${nameOf(holder) ?? ''}`;
  return [...groupBy(assignments, ({ principal }) => principalKey(principal)).values()]
    .map((own): Holder => ({ principal: own[0]!.principal, accounts: own.map(({ account }) => account).sort() }))
    .sort((a, b) => compareText(rank(a), rank(b)) || compareText(a.principal.id, b.principal.id));
}

/** Many changes mean the same: each meaning stands once, under a short key. */
function meaningTable() {
  const meanings: Record<string, Meaning> = {};
  const keys = new Map<string, string>();
  const textOf = memoizeByIdentity((meaning: Meaning) => canonicalJson(meaning));
  const keyOf = (meaning: Meaning): string => {
    const text = textOf(meaning);
    const key = keys.get(text) ?? `m${keys.size + 1}`;
    keys.set(text, key);
    meanings[key] = meaning;
    return key;
  };
  return { meanings, keyOf };
}
