// Are expectations met? Each action of each is a question of its own, so that a finding names what is missing, or what is too much.
import type { Declared, Offline } from '../compile.ts';
import type { Section } from '../config/declarations.ts';
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
import { withoutUnseen } from '../policy/answers/index.ts';
import type { Access, Request } from '../policy/compare/index.ts';
import { type AccountResolver, accountResolver } from '../resolve/accounts.ts';
import type { Located } from '../source/value.ts';
import { groupBy } from '../state/group-by.ts';
import { type AccountId, type PermissionSetName, type Principal, principalId } from '../state/state.ts';
import { actionFindings } from './actions.ts';
import { declaredSubjects, locatedGrant, SUBJECT_NOUNS, type SubjectKind, unionOf } from './answer.ts';
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
  const context: Context = { ...inputs, declared: files.declared, resolver, suggest: suggester(), report };
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
  readonly access: Access;
  readonly permissionSets: readonly PermissionSetName[];
  /** None: of a permission set by itself. */
  readonly accounts: readonly AccountId[];
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

function placesOfPrincipal(
  principal: Principal,
  {
    name,
    expectation: { accounts, verb, span },
  }: { readonly name: Located<string>; readonly expectation: Expectation },
  context: Context,
): readonly Place[] {
  const { holdings, resolver, meanings, displayNames, report } = context;
  const all = holdings.byPrincipal.of(principal);
  const byAccount = groupBy(all, ({ account }) => account);
  const wanted =
    accounts === undefined ? [...byAccount.keys()] : [...resolver.select({ include: accounts, except: [] }).accounts];
  const inPlaces = wanted.map((account) => ({ account, held: byAccount.get(account) ?? ([] as readonly Holding[]) }));
  if (
    verb === 'cannot' &&
    inPlaces.every(({ held }) => held.length === 0) &&
    (wanted.length > 0 || accounts === undefined)
  ) {
    const facts = { kind: principal.type, name: name.value, accounts: wanted.map(displayNames.account).sort() };
    report(diagnose('expectation/nobody', facts, { span: name.span ?? span }));
  }
  const alike = groupBy(
    inPlaces.map(({ account, held }) => ({ account, held, union: unionOf(held, meanings) })),
    ({ union }) => union.key,
  );
  const places = [...alike.values()].map((group): Place => {
    const { union, held } = group[0]!;
    return {
      access: union.access,
      permissionSets: [...new Set(held.map(({ permissionSet }) => permissionSet))].sort(),
      accounts: group.map(({ account }) => account),
    };
  });
  // Nothing anywhere is less than was expected, too.
  return places.length > 0 || accounts !== undefined
    ? places
    : [{ access: { grants: [] }, permissionSets: [], accounts: [] }];
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
  const decided = places.map((place) => ({
    place,
    decision: decide(seen(place.access, customerManagedPolicies), question, meanings),
  }));
  for (const [verdict, all] of groupBy(decided, ({ decision }) => decision.verdict)) {
    const [{ place, decision }] = all as [(typeof all)[number]];
    const accounts = all
      .flatMap((each) => each.place.accounts)
      .map(displayNames.account)
      .sort();
    const facts = { kind: noun, name, action, accounts };
    const finding = findingFor(verdict, verb, { facts, decision });
    if (finding === undefined) continue;
    const request = verb === 'can' ? decision.refused : decision.allowed;
    const labels = request === undefined ? [] : labelsFor(request, { verb, place, context });
    report(diagnose(finding.code, finding.facts as never, { span, labels }));
    // It is the same everywhere.
    if (verdict === 'impossible') return;
  }
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
