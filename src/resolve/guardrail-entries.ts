// Guardrails and waivers, flattened: a rule that is new or gone is one entry, a rule that both versions have is one for each of its parts.
import type {
  Demand,
  Denial,
  Exemption,
  GuardrailDeclaration,
  GuardrailDeclarations,
  MemberSet,
  Members,
  ScopeDeclaration,
  ScopeExpiry,
  WaiverDeclaration,
} from '../config/guardrail-declarations.ts';
import { canonicalPolicy } from '../policy/language/index.ts';
import { plain, type Value } from '../source/value.ts';
import { digest } from '../state/digest.ts';
import type { PolicyDocument } from '../state/state.ts';
import type { Entries, SettingEntry } from './setting-entry.ts';

export function guardrailEntries(
  here: GuardrailDeclarations | undefined,
  other: GuardrailDeclarations | undefined,
): Entries {
  if (here === undefined) return [];
  return [
    ...[...here.sets].map(([name, set]) => [`guardrails.sets.${name}`, setEntry(set)] as const),
    ...[...here.rules].flatMap(([id, rule]) => ruleEntries(`guardrails.rules.${id}`, rule, other?.rules.get(id))),
    ...waiverEntries(here.waivers),
  ];
}

function setEntry(set: MemberSet): SettingEntry {
  const members = set.kind === 'groups' ? set.members.map(({ value }) => value) : set.members.map(({ text }) => text);
  return { means: 'demand', text: listText(members), span: set.name.span };
}

function ruleEntries(path: string, rule: GuardrailDeclaration, other: GuardrailDeclaration | undefined): Entries {
  const { span } = rule;
  if (other === undefined) return [[path, { means: 'demand', text: ruleText(rule), span }]];
  const parts: Entries = [
    ['enforcement', ranked(rule.enforcement, { advisory: 0, soft: 1, hard: 2 })],
    ['on', ranked(rule.on, { change: 0, state: 1, reach: 2 })],
    ['customerManagedPolicies', ranked(rule.customerManagedPolicies, { ignore: 0, deny: 1 })],
    ...(rule.title === undefined ? [] : [['title', { means: 'neutral', text: rule.title } as const] as const]),
    ...scopeEntries(rule.scope, other.scope),
    ...demandEntries(rule.demand),
  ];
  return parts.map(([part, entry]) => [`${path}.${part}`, { span, ...entry }]);
}

function ruleText({ title, enforcement, demand }: GuardrailDeclaration): string {
  return `${enforcement} ${demand.kind}${title === undefined ? '' : `: ${title}`}`;
}

function scopeEntries(scope: ScopeDeclaration, other: ScopeDeclaration): Entries {
  const accounts = membersOf(scope.accounts, ({ text }) => text);
  const groups = membersOf(scope.groups, ({ value }) => value);
  return [
    ...reachEntries('scope.accounts', accounts, other.accounts),
    ...reachEntries('scope.groups', groups, other.groups),
    ['scope.expires', expiryEntry(scope.expires?.value)],
  ];
}

/** A rule about all access is the strictest, one about access that never ends the least strict. */
function expiryEntry(expires: ScopeExpiry | undefined): SettingEntry {
  if (expires === undefined) return { means: 'demand', text: 'whenever', strictness: 0 };
  if (expires === 'never') return { means: 'demand', text: 'never', strictness: Number.NEGATIVE_INFINITY };
  return { means: 'demand', text: `after ${expires.afterDays}d`, strictness: -expires.afterDays };
}

interface Reach {
  /** Absent: everywhere. */
  readonly mode?: 'only' | 'all but';
  readonly names: readonly string[];
}

function membersOf<Member>(members: Members<Member> | undefined, name: (member: Member) => string): Reach {
  if (members === undefined) return { names: [] };
  const names = members.of.kind === 'set' ? [`set ${members.of.name.value}`] : members.of.items.map(name);
  return { mode: members.not ? 'all but' : 'only', names };
}

/** Member by member where both versions name members in the same way; otherwise as a whole, and nothing is stricter than everywhere. */
function reachEntries(path: string, { mode, names }: Reach, other: Members<unknown> | undefined): Entries {
  if (mode === undefined)
    return [[path, { means: 'demand', text: 'everywhere', strictness: Number.POSITIVE_INFINITY }]];
  const isAlike = other !== undefined && other.not === (mode === 'all but');
  if (!isAlike) return [[path, { means: 'demand', text: `${mode} ${listText(names)}` }]];
  return memberEntries(path, names, mode === 'only' ? 'demand' : 'exemption');
}

function demandEntries(demand: Demand): Entries {
  switch (demand.kind) {
    case 'deny':
      return [['kind', { means: 'demand', text: demand.kind }], ...denialEntries(demand)];
    case 'ceiling':
      // Two policies are too long for a line; the plan's own comparison is for permission sets.
      return [['ceiling', { means: 'demand', text: `policy ${policyDigest(demand.policy)}` }]];
    case 'separate': {
      const { a, b, within } = demand;
      return [
        ['kind', { means: 'demand', text: demand.kind }],
        ...memberEntries('separate.a', valuesOf(a), 'demand'),
        ...memberEntries('separate.b', valuesOf(b), 'demand'),
        ['separate.within', ranked(within, { account: 0, organization: 1, person: 2 })],
      ];
    }
    case 'require':
      return [
        ['kind', { means: 'demand', text: demand.kind }],
        ['require.access', ranked(demand.administrator ? 'administrator' : 'none', { none: 0, administrator: 1 })],
        ...memberEntries('require.managed', valuesOf(demand.managed), 'demand'),
      ];
    default:
      return demand satisfies never;
  }
}

/** INVARIANT: what is no mapping is an error, and nothing is made of its digest. */
function policyDigest(policy: Value): string {
  return digest(canonicalPolicy(plain(policy) as PolicyDocument)).slice(0, 8);
}

function denialEntries({ access, actions, unless, managed, equivalent, packs, restrictions }: Denial): Entries {
  return [
    ...memberEntries('deny.access', valuesOf(access), 'demand'),
    ...memberEntries('deny.actions', valuesOf(actions), 'demand'),
    ...memberEntries('deny.managed', valuesOf(managed), 'demand'),
    ...memberEntries('deny.packs', valuesOf(packs), 'demand'),
    ...memberEntries('deny.restriction', restrictions, 'demand'),
    ['deny.equivalent', ranked(equivalent ? 'true' : 'false', { false: 0, true: 1 })],
    ...(unless === undefined
      ? []
      : [['deny.unless', { means: 'exemption', text: exemptionText(unless) } as const] as const]),
  ];
}

function exemptionText({ resources, conditionKeys }: Exemption): string {
  return [...valuesOf(resources), ...valuesOf(conditionKeys)].sort().join(', ');
}

/** Of waivers for the same thing the longest counts. */
function waiverEntries(waivers: readonly WaiverDeclaration[]): Entries {
  return [...waivers]
    .sort((a, b) => a.until.value.at - b.until.value.at)
    .map(({ rule, group, accounts, permissionSet, until, span }) => {
      const scope = [
        ...(group === undefined ? [] : [`for group ${group.value}`]),
        ...(permissionSet === undefined ? [] : [`with ${permissionSet.value}`]),
        ...(accounts === undefined ? [] : [`in ${listText(accounts.map(({ text }) => text))}`]),
      ];
      const path = ['guardrails.waivers', rule.value, ...scope].join(' ');
      return [path, { means: 'exemption', text: `until ${until.value.text}`, strictness: -until.value.at, span }];
    });
}

const valuesOf = <T>(located: readonly { readonly value: T }[]): readonly T[] => located.map(({ value }) => value);

const listText = (names: readonly string[]): string => [...names].sort().join(', ');

function memberEntries(path: string, names: readonly string[], means: SettingEntry['means']): Entries {
  return names.map((name) => [`${path} ${name}`, { means, text: '' }]);
}

/** `strictness` of every word there is: the larger, the stricter. */
function ranked<Word extends string>(word: Word, strictness: Readonly<Record<Word, number>>): SettingEntry {
  return { means: 'demand', text: word, strictness: strictness[word] };
}
