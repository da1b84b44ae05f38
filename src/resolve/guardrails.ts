// Guardrails of the files → guardrails to judge by. A reference that means nothing is an error: the guardrail would guard nothing, unseen.
import type { Declarations, SelectorItem } from '../config/declarations.ts';
import type {
  GuardrailDeclaration,
  GuardrailDeclarations,
  Members,
  WaiverDeclaration,
} from '../config/guardrail-declarations.ts';
import { type Diagnostic, hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Chosen, Definition, Guardrail, Guardrails, Waiver } from '../guardrails/guardrail.ts';
import type { Located } from '../source/value.ts';
import { type AccountId, type PermissionSetName, type PrincipalId, principalId } from '../state/state.ts';
import { accountResolver } from './accounts.ts';
import { resolveDemand } from './guardrail-demands.ts';
import { type NameContext, nameOf, namesLike } from './guardrail-names.ts';
import type { Inventory } from './inventory.ts';

export interface GuardrailContext {
  readonly inventory: Inventory;
  /** The principals that a declared group stands for; none while it is not synced. */
  readonly principalsOf: (group: string) => readonly PrincipalId[];
}

/** Offline, a group goes by its key. */
export const groupItself: GuardrailContext['principalsOf'] = (group) => [principalId(group)];

/** Undefined: the files have no guardrails, or not one of them can be judged by. */
export function resolveGuardrails(
  declarations: Declarations,
  context: GuardrailContext,
): Phase<Guardrails | undefined> {
  const declared = declarations.settings.guardrails;
  if (declared === undefined) return { value: undefined, diagnostics: [] };
  const findings: Diagnostic[] = [];
  const resolver = accountResolver(declarations, context.inventory);
  // What it had to say before it was asked about guardrails is said where grants are resolved.
  const known = new Set(resolver.findings());
  const resolution: Resolution = {
    declarations,
    declared,
    context,
    report: (finding) => findings.push(finding),
    accountsOf: (items) => new Set(resolver.select({ include: items, except: [] }).accounts),
  };
  for (const set of declared.sets.values()) {
    if (set.kind === 'groups') principalsIn(set.members, resolution);
    else resolution.accountsOf(set.members);
  }
  const rules = [...declared.rules.values()].map((rule) => resolveRule(rule, resolution));
  const waivers = declared.waivers.map((waiver) => resolveWaiver(waiver, resolution));
  const diagnostics = [...findings, ...resolver.findings().filter((finding) => !known.has(finding))];
  if (hasErrors(diagnostics)) return { value: undefined, diagnostics };
  return { value: { rules, waivers, definitions: definitionsOf(declarations) }, diagnostics };
}

interface Resolution extends NameContext {
  readonly declared: GuardrailDeclarations;
  readonly context: GuardrailContext;
  readonly accountsOf: (items: readonly SelectorItem[]) => ReadonlySet<AccountId>;
}

function resolveRule(rule: GuardrailDeclaration, resolution: Resolution): Guardrail {
  const { id, title, enforcement, on, unseen, scope } = rule;
  const accounts = scope.accounts && chosen('accounts', scope.accounts, resolution, resolution.accountsOf);
  const principals =
    scope.groups && chosen('groups', scope.groups, resolution, (members) => principalsIn(members, resolution));
  return {
    id: id.value,
    ...(title === undefined ? {} : { title }),
    enforcement,
    on,
    unseen,
    scope: { ...(accounts && { accounts }), ...(principals && { principals }) },
    demand: resolveDemand(rule.demand, resolution),
    place: id.span,
  };
}

function chosen<Written, Member>(
  kind: 'groups' | 'accounts',
  { not, of }: Members<Written>,
  { declared, report }: Resolution,
  resolve: (members: readonly Written[]) => ReadonlySet<Member>,
): Chosen<Member> {
  if (of.kind === 'list') return { not, members: resolve(of.items) };
  const { value: name, span } = of.name;
  const set = declared.sets.get(name);
  // INVARIANT: members of a set of this kind are what is written in a list of this kind.
  if (set?.kind === kind) return { not, members: resolve(set.members as readonly Written[]) };
  if (!declared.invalid.sets.has(name)) {
    const names = [...declared.sets].filter(([, other]) => other.kind === kind).map(([other]) => other);
    const facts = { kind: `guardrail set of ${kind}`, name, nearest: nearest(name, names) };
    report(diagnose('name/unknown', facts, { span }));
  }
  return { not, members: new Set() };
}

function principalsIn(members: readonly Located<string>[], resolution: Resolution): ReadonlySet<PrincipalId> {
  const keys = members.flatMap((member) => namesLike(member, 'group', resolution));
  return new Set(keys.flatMap(resolution.context.principalsOf));
}

function resolveWaiver(waiver: WaiverDeclaration, resolution: Resolution): Waiver {
  const { rule, group, accounts, permissionSet, until, reason, approvedBy } = waiver;
  const { declared, report } = resolution;
  if (!declared.rules.has(rule.value) && !declared.invalid.rules.has(rule.value)) {
    const facts = { kind: 'guardrail', name: rule.value, nearest: nearest(rule.value, declared.rules) };
    report(diagnose('name/unknown', facts, { span: rule.span }));
  }
  if (permissionSet !== undefined) nameOf(permissionSet, 'permission set', resolution);
  const groups = group && nameOf(group, 'group', resolution);
  return {
    rule: rule.value,
    ...(groups && { principals: new Set(groups.flatMap(resolution.context.principalsOf)) }),
    ...(accounts && { accounts: resolution.accountsOf(accounts) }),
    ...(permissionSet && { permissionSet: permissionSet.value }),
    until: until.value.text,
    ends: until.value.at,
    reason,
    ...(approvedBy === undefined ? {} : { approvedBy }),
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
