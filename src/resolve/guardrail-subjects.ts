// Who stands behind the groups and accounts that guardrails and waivers name: any file may declare them, and a rule is about whoever that is.
import type { Declarations, GroupDeclaration, SelectorItem } from '../config/declarations.ts';
import type { Members } from '../config/guardrail-declarations.ts';
import type { Located } from '../source/value.ts';
import { matchesGlob } from '../state/glob.ts';
import { reachOf } from './guardrail-selectors.ts';
import type { Entries, SettingEntry } from './setting-entry.ts';

/** One for each group and account, and for each of its roles. A name that only one version has in its rules is told of with the rules. */
export function guardrailSubjectEntries(declarations: Declarations, other: Declarations): Entries {
  const [mentions, others] = [mentionsIn(declarations), mentionsIn(other)];
  return (['about', 'except'] as const).flatMap((role) => {
    const shared = (kind: Mention['kind']) => {
      const isOther = new Set(namesOf(others, role, kind));
      return namesOf(mentions, role, kind).filter((name) => isOther.has(name));
    };
    const subjects = [
      ...groupsBehind(shared('groups'), declarations.groups),
      ...accountsBehind(shared('accounts'), declarations.accounts),
    ];
    return subjects.map(([path, entry]) => [`guardrails ${role} ${path}`, { ...entry, means: MEANING[role] }] as const);
  });
}

/** Rules are about them, or leave them out. */
type Role = 'about' | 'except';
const MEANING = { about: 'demand', except: 'exemption' } as const satisfies Record<Role, SettingEntry['means']>;

interface Mention {
  readonly role: Role;
  readonly kind: 'groups' | 'accounts';
  /** Keys of groups, aliases of accounts, and globs over them. */
  readonly names: readonly string[];
}

function namesOf(mentions: readonly Mention[], role: Role, kind: Mention['kind']): readonly string[] {
  return mentions.filter((mention) => mention.role === role && mention.kind === kind).flatMap(({ names }) => names);
}

function mentionsIn(declarations: Declarations): readonly Mention[] {
  const { guardrails } = declarations.settings;
  if (guardrails === undefined) return [];
  const { sets, rules, waivers } = guardrails;
  const groups = ({ of }: Members<Located<string>>): readonly Located<string>[] => {
    const set = of.kind === 'set' ? sets.get(of.name.value) : undefined;
    return of.kind === 'list' ? of.items : set?.kind === 'groups' ? set.members : [];
  };
  const selectors = ({ of }: Members<SelectorItem>): readonly SelectorItem[] => {
    const set = of.kind === 'set' ? sets.get(of.name.value) : undefined;
    return of.kind === 'list' ? of.items : set?.kind === 'accounts' ? set.members : [];
  };
  const ofGroups = (role: Role, keys: readonly Located<string>[]): Mention => {
    return { role, kind: 'groups', names: keys.map(({ value }) => value) };
  };
  const ofAccounts = (role: Role, items: readonly SelectorItem[]): Mention => {
    return { role, kind: 'accounts', names: aliasesIn(items, declarations) };
  };
  return [
    ...[...rules.values()].flatMap(({ scope }) => [
      ...(scope.groups ? [ofGroups(roleOf(scope.groups), groups(scope.groups))] : []),
      ...(scope.accounts ? [ofAccounts(roleOf(scope.accounts), selectors(scope.accounts))] : []),
    ]),
    ...waivers.flatMap(({ group, accounts = [] }) => [
      ofGroups('except', group === undefined ? [] : [group]),
      ofAccounts('except', accounts),
    ]),
  ];
}

const roleOf = ({ not }: Members<unknown>): Role => (not ? 'except' : 'about');

/** Where accounts are and which tags they have Organizations says; what an alias means the files say. */
function aliasesIn(items: readonly SelectorItem[], declarations: Declarations): readonly string[] {
  return reachOf(items, declarations).selectors.flatMap((selector) => {
    if (selector.kind === 'name') return [selector.name];
    return selector.kind === 'glob' ? [selector.pattern] : [];
  });
}

type Subjects = readonly (readonly [path: string, entry: Pick<SettingEntry, 'text' | 'span'>])[];

function groupsBehind(names: readonly string[], groups: Declarations['groups']): Subjects {
  return [...groups.values()]
    .filter(({ key }) => names.some((name) => matchesGlob(name, key.value)))
    .map((group) => [`groups.${group.key.value}`, { text: identityOf(group), span: group.key.span }]);
}

/** What recognises the group. */
function identityOf({ displayName, pin }: GroupDeclaration): string {
  if (pin === undefined || pin.kind === 'unpinned') return `displayName ${displayName.value}`;
  const both = pin.kind !== 'groupId' && pin.groupId !== undefined ? `, groupId ${pin.groupId.value}` : '';
  return `${pin.kind} ${pin.id.value}${both}`;
}

function accountsBehind(names: readonly string[], accounts: Declarations['accounts']): Subjects {
  return [...accounts.values()]
    .filter(({ alias }) => names.some((name) => matchesGlob(name, alias.value)))
    .map(({ alias, id }) => [`accounts.${alias.value}`, { text: id.value, span: alias.span }]);
}
