// Are expectations met? Each action of each is a question of its own, so that a finding names what is missing, or what is too much.
import type { Declared, Offline } from '../compile.ts';
import type { GrantDeclaration, Section } from '../config/declarations.ts';
import type { Expectation } from '../config/expectations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Label } from '../diagnostics/diagnostic.ts';
import type { ExpectationFacts } from '../diagnostics/rules/expectation.ts';
import { type Suggest, suggester } from '../diagnostics/suggest.ts';
import { doubtText, requestText } from '../guardrails/findings.ts';
import type { Holding, Holdings } from '../holdings/holdings.ts';
import type { DisplayNames } from '../holdings/names.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { memoizeByText } from '../memoize.ts';
import { withoutUnseen } from '../policy/answers/index.ts';
import type { Access, Request } from '../policy/compare/index.ts';
import { type AccountResolver, accountResolver } from '../resolve/accounts.ts';
import { type GrantReach, grantReach } from '../resolve/unjudged-grants.ts';
import type { Located } from '../source/value.ts';
import { groupBy } from '../state/group-by.ts';
import { type AccountId, type PermissionSetName, type Principal, principalId } from '../state/state.ts';
import { actionFindings } from './actions.ts';
import { accessTo, declaredSubjects, locatedGrant, SUBJECT_NOUNS, type SubjectKind, unionOf } from './answer.ts';
import { type Decision, decide, partsIn, type Verdict } from './decide.ts';
import type { Question } from './question.ts';
import { unjudgedFindings } from './unjudged.ts';

export interface ExpectationInputs {
  readonly files: Offline;
  readonly holdings: Holdings;
  readonly meanings: Meanings;
  readonly displayNames: DisplayNames;
}

interface Context extends ExpectationInputs {
  readonly declared: Declared;
  readonly resolver: AccountResolver;
  readonly reach: GrantReach;
  /** Grants that have not ended, by the keys of their groups and users. */
  readonly grantsOf: (key: string) => readonly GrantDeclaration[];
  readonly suggest: Suggest;
  readonly report: (finding: Diagnostic) => void;
}

/** Findings for all that is not met, or that says nothing. */
export function expectationFindings(
  expectations: readonly Expectation[],
  inputs: ExpectationInputs,
): readonly Diagnostic[] {
  const { files, meanings } = inputs;
  const { report, findings } = collector();
  const resolver = accountResolver(files.declared.declarations, files.inventory);
  const { declarations } = files.declared;
  const current = declarations.grants.filter(({ expires }) => expires === undefined || expires.value.at > files.asOf);
  const context: Context = {
    ...inputs,
    declared: files.declared,
    resolver,
    reach: grantReach(declarations, files.inventory),
    grantsOf: memoizeByText((key) => current.filter(({ groups }) => groups.some(({ value }) => value === key))),
    suggest: suggester(),
    report,
  };
  for (const expectation of expectations) {
    actionFindings(expectation.actions, meanings.data.index).forEach(report);
    for (const name of expectation.subjects.names) judgeSubject(name, expectation, context);
  }
  const unjudged = resolver.unmatched();
  const isAboutGrants = expectations.some(({ subjects }) => subjects.kind !== 'permission-set');
  return [
    ...resolver.findingsOfSelections(),
    ...findings(),
    ...(isAboutGrants ? unjudgedFindings(files) : []),
    ...(unjudged === 0 ? [] : [diagnose('account/partial-inventory', { count: unjudged })]),
  ];
}

const SECTIONS = {
  group: 'groups',
  user: 'users',
  'permission-set': 'permissionSets',
} as const satisfies Record<SubjectKind, Section>;

/** All that a subject has in some accounts, which are alike in that. */
interface Place {
  /** For certain. */
  readonly access: Access;
  readonly permissionSets: readonly PermissionSetName[];
  /** None: of a permission set by itself, or in accounts that are not known here. */
  readonly accounts: readonly AccountId[];
  /** What it has at most, where some of it hangs on what only live knows. */
  readonly atMost?: AtMost;
}

interface AtMost {
  readonly access: Access;
  readonly key: string;
  /** What it may have, and by which grants. */
  readonly permissionSets: readonly PermissionSetName[];
  readonly grants: readonly GrantDeclaration[];
}

function judgeSubject(name: Located<string>, expectation: Expectation, context: Context): void {
  const { kind } = expectation.subjects;
  const { declarations } = context.declared;
  const declared = declaredSubjects(declarations)[kind];
  const noun = SUBJECT_NOUNS[kind];
  if (!declared.has(name.value)) {
    const facts = { kind: noun, name: name.value, nearest: context.suggest(name.value, declared) };
    if (!declarations.invalid[SECTIONS[kind]].has(name.value))
      context.report(diagnose('name/unknown', facts, { span: name.span }));
    return;
  }
  const places =
    kind === 'permission-set'
      ? [placeOfSet(name.value, context)]
      : placesOfPrincipal({ type: kind, id: principalId(name.value) }, { name, expectation }, context);
  for (const action of expectation.actions)
    judgeAction(action, { name: name.value, noun, places, expectation }, context);
}

function placeOfSet(name: PermissionSetName, { holdings, declared, meanings }: Context): Place {
  const definition = declared.definitions.get(name);
  const [held] = holdings.byPermissionSet.of(name);
  const access =
    definition !== undefined
      ? meanings.accessOf([definition])
      : held === undefined
        ? { grants: [locatedGrant(undefined, name, { declared, meanings })] }
        : unionOf([held], meanings).access;
  return { access, permissionSets: [name], accounts: [] };
}

interface OfPrincipal {
  readonly principal: Principal;
  readonly name: Located<string>;
  readonly expectation: Expectation;
}

function placesOfPrincipal(
  principal: Principal,
  { name, expectation }: Omit<OfPrincipal, 'principal'>,
  context: Context,
): readonly Place[] {
  const { accounts, verb, span } = expectation;
  const { holdings, resolver, displayNames, report } = context;
  const byAccount = groupBy(holdings.byPrincipal.of(principal), ({ account }) => account);
  const selection = accounts && resolver.select({ include: accounts, except: [] });
  const wanted = selection === undefined ? [...byAccount.keys()] : [...selection.accounts];
  const placeIn = placeInAccount({ principal, name, expectation }, context);
  const known = wanted.map((account) => placeIn(account, byAccount.get(account) ?? []));
  // That there is something where nobody can look is nothing to rely on.
  const unknown =
    verb === 'cannot' && (selection === undefined || selection.uncertain)
      ? placesBeyond({ principal, name, expectation }, { byAccount, wanted: selection?.accounts }, context)
      : [];
  const places = alike([...known, ...unknown]);
  const isNobody = places.every(({ permissionSets, atMost }) => permissionSets.length === 0 && atMost === undefined);
  if (verb === 'cannot' && isNobody && (wanted.length > 0 || accounts === undefined)) {
    const facts = { kind: principal.type, name: name.value, accounts: wanted.map(displayNames.account).sort() };
    report(diagnose('expectation/nobody', facts, { span: name.span ?? span }));
  }
  // Nothing anywhere is less than was expected, too.
  return places.length > 0 || accounts !== undefined
    ? places
    : [{ access: { grants: [] }, permissionSets: [], accounts: [] }];
}

type KeyedPlace = Place & { readonly key: string };

/** What is in an account for certain, and what may be. */
function placeInAccount(
  { name, expectation: { verb } }: OfPrincipal,
  { meanings, reach, grantsOf, declared }: Context,
) {
  return (account: AccountId, held: readonly Holding[]): KeyedPlace => {
    const isCertain = ({ facts }: Holding) =>
      grantsOf(name.value).some((grant) => facts.origins.includes(grant.span) && !reach.mayExcept(grant));
    const certain = held.filter(isCertain);
    const union = unionOf(certain, meanings);
    const open = grantsOf(name.value).filter(
      (grant) =>
        // That it may give what is missing is nothing to rely on.
        (verb === 'cannot' && reach.mayMean(grant, [account])) ||
        held.some(({ facts }) => facts.origins.includes(grant.span) && reach.mayExcept(grant)),
    );
    const atMost = atMostBy(open, held, { declared, meanings });
    return {
      key: JSON.stringify([union.key, atMost?.key ?? union.key]),
      access: union.access,
      permissionSets: setsOf(certain),
      accounts: [account],
      ...(atMost === undefined || atMost.key === union.key ? {} : { atMost }),
    };
  };
}

/** What may be in accounts that are not known here, and where the expectation may be about others than it was found to be about: what is in those. */
function placesBeyond(
  { name }: OfPrincipal,
  {
    byAccount,
    wanted,
  }: {
    readonly byAccount: ReadonlyMap<AccountId, readonly Holding[]>;
    readonly wanted: ReadonlySet<AccountId> | undefined;
  },
  { meanings, reach, grantsOf, declared }: Context,
): readonly KeyedPlace[] {
  const open = grantsOf(name.value).filter((grant) => reach.mayMean(grant));
  const others =
    wanted === undefined ? [] : [...byAccount].filter(([account]) => !wanted.has(account)).map(([, held]) => held);
  return [[], ...others].flatMap((held): KeyedPlace[] => {
    const atMost = atMostBy(open, held, { declared, meanings });
    return atMost === undefined
      ? []
      : [{ key: JSON.stringify(['', atMost.key]), access: { grants: [] }, permissionSets: [], accounts: [], atMost }];
  });
}

/** Undefined: nothing. */
function atMostBy(
  open: readonly GrantDeclaration[],
  held: readonly Holding[],
  { declared, meanings }: Pick<Context, 'declared' | 'meanings'>,
): AtMost | undefined {
  const names = [
    ...new Set([...setsOf(held), ...open.flatMap((grant) => grant.permissionSets.map(({ value }) => value))]),
  ].sort();
  if (names.length === 0) return undefined;
  const definitionIn = (set: PermissionSetName) =>
    declared.definitions.get(set) ?? held.find(({ permissionSet }) => permissionSet === set)?.definition;
  return {
    key: JSON.stringify(names),
    access: { grants: names.flatMap((set) => accessTo(definitionIn(set), set, meanings).grants) },
    permissionSets: [...new Set(open.flatMap((grant) => grant.permissionSets.map(({ value }) => value)))].sort(),
    grants: open,
  };
}

const setsOf = (held: readonly Holding[]): readonly PermissionSetName[] =>
  [...new Set(held.map(({ permissionSet }) => permissionSet))].sort();

function alike(places: readonly KeyedPlace[]): readonly Place[] {
  return [...groupBy(places, ({ key }) => key).values()].map((group) => ({
    ...group[0]!,
    accounts: group.flatMap(({ accounts }) => accounts),
  }));
}

interface Subject {
  readonly name: string;
  readonly noun: string;
  readonly places: readonly Place[];
  readonly expectation: Expectation;
}

function judgeAction(
  { value: action, span }: Located<string>,
  { name, noun, places, expectation }: Subject,
  context: Context,
): void {
  const { verb, resources, context: known, customerManagedPolicies } = expectation;
  const { meanings, displayNames, report } = context;
  const question: Question = { actions: [action], resources: resources.map(({ value }) => value), context: known };
  const decided = places.map((place) => decidedIn(place, { question, verb, customerManagedPolicies, meanings }));
  for (const all of groupBy(decided, ({ decision, open }) => `${decision.verdict} ${open === undefined}`).values()) {
    const { place, decision, open } = all[0]!;
    const accounts = all
      .flatMap((each) => each.place.accounts)
      .map(displayNames.account)
      .sort();
    const facts = { kind: noun, name, action, accounts };
    const finding =
      open === undefined
        ? findingFor(decision.verdict, verb, { facts, decision })
        : ({
            code: 'expectation/undetermined',
            facts: { ...facts, expected: verb, open: open.permissionSets },
          } as const);
    if (finding === undefined) continue;
    const request = verb === 'can' ? decision.refused : decision.allowed;
    const labels =
      open !== undefined
        ? open.grants.map((grant) => ({ span: grant.span, message: 'which accounts it means is not known here' }))
        : request === undefined
          ? []
          : labelsFor(request, { verb, place, context });
    report(diagnose(finding.code, finding.facts as never, { span, labels }));
    // It is the same everywhere.
    if (decision.verdict === 'impossible') return;
  }
}

interface Decided {
  readonly place: Place;
  readonly decision: Decision;
  /** It hangs on these whether the expectation is met. */
  readonly open?: AtMost;
}

/** What is there for certain has to allow what is expected, and what is there at most must not allow what is not. */
function decidedIn(
  place: Place,
  {
    question,
    verb,
    customerManagedPolicies,
    meanings,
  }: Pick<Expectation, 'verb' | 'customerManagedPolicies'> & {
    readonly question: Question;
    readonly meanings: Meanings;
  },
): Decided {
  const decideOf = (access: Access) => decide(seen(access, customerManagedPolicies), question, meanings);
  const certain = decideOf(place.access);
  const { atMost } = place;
  if (atMost === undefined || certain.verdict === 'impossible') return { place, decision: certain };
  const isMet = ({ verdict }: Decision) => verdict === (verb === 'can' ? 'allowed' : 'denied');
  const most = decideOf(atMost.access);
  if (verb === 'can') return { place, decision: certain, ...(!isMet(certain) && isMet(most) ? { open: atMost } : {}) };
  return isMet(certain) && !isMet(most) ? { place, decision: most, open: atMost } : { place, decision: certain };
}

const seen = (access: Access, customerManagedPolicies: Expectation['customerManagedPolicies']): Access =>
  customerManagedPolicies === 'deny' ? access : { grants: access.grants.map(withoutUnseen) };

type Finding =
  | { readonly code: 'expectation/not-allowed' | 'expectation/allowed'; readonly facts: ExpectationFacts }
  | {
      readonly code: 'expectation/undetermined';
      readonly facts: ExpectationFacts & { readonly expected: Expectation['verb'] };
    }
  | { readonly code: 'expectation/impossible'; readonly facts: { readonly action: string } };

/** Undefined: as expected. */
function findingFor(
  verdict: Verdict,
  verb: Expectation['verb'],
  { facts, decision }: { readonly facts: ExpectationFacts; readonly decision: Decision },
): Finding | undefined {
  const why = decision.doubt && doubtText(decision.doubt);
  const shown = verb === 'can' ? decision.refused : decision.allowed;
  const request = shown && requestText(shown);
  switch (verdict) {
    case 'impossible':
      return { code: 'expectation/impossible', facts: { action: facts.action } };
    case 'allowed':
      return verb === 'can' ? undefined : { code: 'expectation/allowed', facts: { ...facts, request } };
    case 'denied':
      return verb === 'cannot' ? undefined : { code: 'expectation/not-allowed', facts: { ...facts, request } };
    case 'conditional':
      if (verb === 'cannot') return { code: 'expectation/allowed', facts: { ...facts, request } };
      // What is left open may be all right, or not.
      return why === undefined
        ? { code: 'expectation/not-allowed', facts: { ...facts, request } }
        : { code: 'expectation/undetermined', facts: { ...facts, why, expected: verb } };
    case 'undetermined':
      return { code: 'expectation/undetermined', facts: { ...facts, why, expected: verb } };
    default:
      return verdict satisfies never;
  }
}

/** The statement that decides the request, where the files have it. */
function labelsFor(
  { action, resource, context: keys }: Request,
  { verb, place, context }: { readonly verb: Expectation['verb']; readonly place: Place; readonly context: Context },
): readonly Label[] {
  const { declared, meanings } = context;
  const question: Question = {
    actions: [action],
    resources: resource === '*' ? [] : [resource],
    context: Object.entries(keys).map(([key, values]) => ({ key, values })),
  };
  const effect = verb === 'can' ? 'Deny' : 'Allow';
  for (const name of place.permissionSets) {
    const grant = locatedGrant(declared.definitions.get(name), name, { declared, meanings });
    const part = partsIn(grant, question, meanings).find((each) => each.effect === effect && each.place !== undefined);
    if (part?.place !== undefined)
      return [{ span: part.place, message: `this statement ${verb === 'can' ? 'denies' : 'allows'} it` }];
  }
  return [];
}
