// Guardrails of the files → guardrails to judge by. A reference that means nothing is an error: the guardrail would guard nothing, unseen.
import type { Declarations, SelectorItem } from '../config/declarations.ts';
import type {
  GuardrailDeclaration,
  GuardrailDeclarations,
  MemberSet,
  Members,
  WaiverDeclaration,
} from '../config/guardrail-declarations.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import { suggester } from '../diagnostics/suggest.ts';
import type { Chosen, Definition, Guardrail, Guardrails, Waiver } from '../guardrails/guardrail.ts';
import { optional } from '../optional.ts';
import type { Located } from '../source/value.ts';
import { type AccountId, type PermissionSetName, type PrincipalId, principalId } from '../state/state.ts';
import { accountResolver } from './accounts.ts';
import { resolveDemand } from './guardrail-demands.ts';
import { type NameContext, nameOf, namesLike, patternWork } from './guardrail-names.ts';
import type { Inventory } from './inventory.ts';

export interface GuardrailContext {
  readonly inventory: Inventory;
  /** The principals that a declared group or user stands for; none while it is not synced. */
  readonly principalsOf: (key: string) => readonly PrincipalId[];
}

/** Offline, a group or user goes by its key. */
export const groupItself: GuardrailContext['principalsOf'] = (key) => [principalId(key)];

/** Undefined: the files have no guardrails, or not one of them can be judged by. */
export function resolveGuardrails(
  declarations: Declarations,
  context: GuardrailContext,
): Phase<Guardrails | undefined> {
  const declared = declarations.settings.guardrails;
  if (declared === undefined) return { value: undefined, diagnostics: [] };
  const found = collector();
  const resolver = accountResolver(declarations, context.inventory);
  const resolution: Resolution = {
    declarations,
    declared,
    context,
    report: found.report,
    suggest: suggester(),
    patterns: patternWork(),
    setNames: setNamesIn(declared),
    principals: new Map(),
    members: new Map(),
    budget: { members: MOST_MEMBERS },
    accountsOf: (items) => resolver.select({ include: items, except: [] }).accounts,
  };
  for (const set of declared.sets.values()) {
    if (set.kind === 'groups') principalsIn(set.members, resolution);
    else accountsIn(set.members, resolution);
  }
  const rules = [...declared.rules.values()].map((rule) => resolveRule(rule, resolution));
  const waivers = declared.waivers.map((waiver) => resolveWaiver(waiver, resolution));
  // What is wrong with the account sets is said where grants are resolved.
  const diagnostics = [...found.findings(), ...resolver.findingsOfSelections()];
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  return { value: { rules, waivers, definitions: definitionsOf(declarations) }, diagnostics };
}

interface Resolution extends NameContext {
  readonly declared: GuardrailDeclarations;
  readonly context: GuardrailContext;
  readonly accountsOf: (items: readonly SelectorItem[]) => ReadonlySet<AccountId>;
  /** Names of guardrail sets by what they hold. */
  readonly setNames: Readonly<Record<MemberSet['kind'], ReadonlySet<string>>>;
  /** What names and globs of groups stand for, and what lists do: found out once, however many rules speak of them. */
  readonly principals: Map<string, ReadonlySet<PrincipalId>>;
  readonly members: Map<readonly unknown[], ReadonlySet<AccountId | PrincipalId>>;
  readonly budget: { members: number };
}

/** Groups that the scopes of all rules may list, those that a set or a glob stands for included. */
const MOST_MEMBERS = 1_000_000;

function setNamesIn({ sets }: GuardrailDeclarations): Resolution['setNames'] {
  const names = (kind: MemberSet['kind']) =>
    new Set([...sets].filter(([, set]) => set.kind === kind).map(([name]) => name));
  return { groups: names('groups'), accounts: names('accounts') };
}

function resolveRule(rule: GuardrailDeclaration, resolution: Resolution): Guardrail {
  const { id, title, enforcement, on, customerManagedPolicies, scope } = rule;
  const accounts =
    scope.accounts && chosen('accounts', scope.accounts, resolution, (items) => accountsIn(items, resolution));
  const principals =
    scope.groups && chosen('groups', scope.groups, resolution, (members) => principalsIn(members, resolution));
  return {
    id: id.value,
    ...optional({ title }),
    enforcement,
    on,
    customerManagedPolicies,
    scope: optional({ accounts, principals, expires: scope.expires?.value }),
    demand: resolveDemand(rule.demand, {
      ...resolution,
      scoped: rule.demand.kind === 'require' ? groupsNamed(scope.groups, resolution) : [],
      principalsOf: resolution.context.principalsOf,
    }),
    place: id.span,
  };
}

/** Keys of the declared groups and users that a list names. */
function groupsNamed(groups: Members<Located<string>> | undefined, resolution: Resolution): readonly string[] {
  if (groups?.of.kind !== 'list') return [];
  return [...new Set(groups.of.items.flatMap((member) => namesLike(member, 'group', resolution)))].sort();
}

/** What a scope names. `membersIn` finds members of its kind in a list of them, or in a set. */
function chosen<Written, Member>(
  kind: MemberSet['kind'],
  { not, of }: Members<Written>,
  { declared, report, suggest, setNames }: Resolution,
  membersIn: (members: readonly Written[]) => ReadonlySet<Member>,
): Chosen<Member> {
  if (of.kind === 'list') return { not, members: membersIn(of.items) };
  const { value: name, span } = of.name;
  const set = declared.sets.get(name);
  // INVARIANT: members of a set of this kind are what is written in a list of this kind.
  if (set?.kind === kind) return { not, members: membersIn(set.members as readonly Written[]) };
  if (!declared.invalid.sets.has(name)) {
    const facts = { kind: `guardrail set of ${kind}`, name, nearest: suggest(name, setNames[kind]) };
    report(diagnose('name/unknown', facts, { span }));
  }
  return { not, members: new Set() };
}

function accountsIn(members: readonly SelectorItem[], resolution: Resolution): ReadonlySet<AccountId> {
  const known = resolution.members.get(members) as ReadonlySet<AccountId> | undefined;
  const accounts = known ?? resolution.accountsOf(members);
  resolution.members.set(members, accounts);
  return accounts;
}

function principalsIn(members: readonly Located<string>[], resolution: Resolution): ReadonlySet<PrincipalId> {
  const known = resolution.members.get(members) as ReadonlySet<PrincipalId> | undefined;
  const principals = known ?? unionOf(members, resolution);
  resolution.members.set(members, principals);
  return principals;
}

function unionOf(members: readonly Located<string>[], resolution: Resolution): ReadonlySet<PrincipalId> {
  const lists = members.map((member) => principalsLike(member, resolution));
  const [only, ...others] = lists;
  if (only !== undefined && others.length === 0) return only;
  const { budget, report } = resolution;
  const wasSpent = budget.members < 0;
  for (const { size } of lists) budget.members -= size;
  if (budget.members >= 0) return new Set(lists.flatMap((list) => [...list]));
  if (!wasSpent) report(diagnose('guardrail/too-many-members', { most: MOST_MEMBERS }, { span: members[0]!.span }));
  return new Set();
}

/** Those that one name or glob means. */
function principalsLike(member: Located<string>, resolution: Resolution): ReadonlySet<PrincipalId> {
  const { principals, context } = resolution;
  const known = principals.get(member.value);
  // One that means nobody is a finding wherever it is written.
  if (known !== undefined && known.size > 0) return known;
  const found = new Set(namesLike(member, 'group', resolution).flatMap(context.principalsOf));
  principals.set(member.value, found);
  return found;
}

function resolveWaiver(waiver: WaiverDeclaration, resolution: Resolution): Waiver {
  const { rule, group, accounts, permissionSet, until, reason, approvedBy } = waiver;
  const { declared, report, suggest } = resolution;
  if (!declared.rules.has(rule.value) && !declared.invalid.rules.has(rule.value)) {
    const facts = { kind: 'guardrail', name: rule.value, nearest: suggest(rule.value, declared.rules) };
    report(diagnose('name/unknown', facts, { span: rule.span }));
  }
  if (permissionSet !== undefined) nameOf(permissionSet, 'permission set', resolution);
  const groups = group && nameOf(group, 'group', resolution);
  return {
    rule: rule.value,
    ...(groups && { principals: new Set(groups.flatMap(resolution.context.principalsOf)) }),
    ...(accounts && { accounts: accountsIn(accounts, resolution) }),
    ...(permissionSet && { permissionSet: permissionSet.value }),
    until: until.value.text,
    ends: until.value.at,
    reason,
    ...optional({ approvedBy }),
    place: rule.span,
  };
}

function definitionsOf({ permissionSets }: Declarations): ReadonlyMap<PermissionSetName, Definition> {
  return new Map(
    [...permissionSets.values()].map((set) => {
      const inlinePolicy = set.kind === 'managed' ? set.inlinePolicy : undefined;
      return [set.name.value, { span: set.name.span, ...(inlinePolicy && { inlinePolicy }) }];
    }),
  );
}

/** The selectors in guardrails: what they need of the directory must be read. */
export function selectorsInGuardrails({ settings: { guardrails } }: Declarations): readonly SelectorItem[] {
  if (guardrails === undefined) return [];
  return [
    ...[...guardrails.sets.values()].flatMap((set) => (set.kind === 'accounts' ? set.members : [])),
    ...[...guardrails.rules.values()].flatMap(({ scope: { accounts } }) =>
      accounts?.of.kind === 'list' ? accounts.of.items : [],
    ),
    ...guardrails.waivers.flatMap(({ accounts = [] }) => accounts),
  ];
}
