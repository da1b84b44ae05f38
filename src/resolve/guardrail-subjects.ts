// Who stands behind the groups and accounts that guardrails and waivers name: any file may declare them, and a rule is about whoever that is.
import type { Declarations, GroupDeclaration, SelectorItem } from '../config/declarations.ts';
import type { GuardrailDeclarations, Members } from '../config/guardrail-declarations.ts';
import type { Located } from '../source/value.ts';
import { matchesGlob } from '../state/glob.ts';
import type { Entries, SettingEntry } from './setting-entries.ts';

/** One entry for each group and account, and for each of its roles: rules are about it, or leave it out. */
export function guardrailSubjectEntries({ settings: { guardrails }, ...declared }: Declarations): Entries {
  if (guardrails === undefined) return [];
  const mentions = mentionsIn(guardrails);
  return (['about', 'except'] as const).flatMap((role) => {
    const own = mentions.filter((mention) => mention.role === role);
    const groups = own.flatMap((mention) => mention.groups);
    const selectors = own.flatMap((mention) => mention.accounts);
    return [...groupEntries(groups, declared.groups), ...accountEntries(selectors, declared)].map(
      ([path, entry]) => [`guardrails ${role} ${path}`, { ...entry, means: MEANING[role] }] as const,
    );
  });
}

type Role = 'about' | 'except';
const MEANING = { about: 'demand', except: 'exemption' } as const satisfies Record<Role, SettingEntry['means']>;

interface Mention {
  readonly role: Role;
  /** Keys of groups, or globs. */
  readonly groups: readonly string[];
  readonly accounts: readonly SelectorItem[];
}

function mentionsIn({ sets, rules, waivers }: GuardrailDeclarations): readonly Mention[] {
  const groupsOf = ({ of }: Members<Located<string>>): readonly Located<string>[] => {
    const set = of.kind === 'set' ? sets.get(of.name.value) : undefined;
    return of.kind === 'list' ? of.items : set?.kind === 'groups' ? set.members : [];
  };
  const accountsOf = ({ of }: Members<SelectorItem>): readonly SelectorItem[] => {
    const set = of.kind === 'set' ? sets.get(of.name.value) : undefined;
    return of.kind === 'list' ? of.items : set?.kind === 'accounts' ? set.members : [];
  };
  const scopes = [...rules.values()].flatMap(({ scope: { groups, accounts } }): readonly Mention[] => [
    ...(groups ? [{ role: roleOf(groups), groups: groupsOf(groups).map(({ value }) => value), accounts: [] }] : []),
    ...(accounts ? [{ role: roleOf(accounts), groups: [], accounts: accountsOf(accounts) }] : []),
  ]);
  return [
    ...scopes,
    ...waivers.map(({ group, accounts = [] }) => ({
      role: 'except' as const,
      groups: group === undefined ? [] : [group.value],
      accounts,
    })),
  ];
}

const roleOf = ({ not }: Members<unknown>): Role => (not ? 'except' : 'about');

type Subjects = readonly (readonly [path: string, entry: Pick<SettingEntry, 'text' | 'span'>])[];

function groupEntries(patterns: readonly string[], groups: Declarations['groups']): Subjects {
  return [...groups.values()]
    .filter(({ key }) => patterns.some((pattern) => matchesGlob(pattern, key.value)))
    .map((group) => [`groups.${group.key.value}`, { text: identityOf(group), span: group.key.span }]);
}

/** What recognises the group. */
function identityOf({ displayName, pin }: GroupDeclaration): string {
  return pin === undefined || pin.kind === 'unpinned'
    ? `displayName ${displayName.value}`
    : `${pin.kind} ${pin.id.value}`;
}

/** OUs and tags are left to Organizations; aliases are what the files say they are. */
function accountEntries(
  selectors: readonly SelectorItem[],
  { accounts, accountSets }: Pick<Declarations, 'accounts' | 'accountSets'>,
): Subjects {
  const patterns = new Set<string>();
  const followed = new Set<string>();
  const follow = ({ selector }: SelectorItem): void => {
    switch (selector.kind) {
      case 'name':
        patterns.add(selector.name);
        return;
      case 'glob':
        patterns.add(selector.pattern);
        return;
      case 'intersect':
        for (const part of selector.of) follow(part);
        return;
      case 'set': {
        if (followed.has(selector.name)) return;
        followed.add(selector.name);
        const set = accountSets.get(selector.name);
        for (const item of [...(set?.include ?? []), ...(set?.except ?? [])]) follow(item);
        return;
      }
      case 'id':
      case 'organizational-unit':
      case 'tag':
      case 'all':
        return;
      default:
        return selector satisfies never;
    }
  };
  for (const item of selectors) follow(item);
  return [...accounts.values()]
    .filter(({ alias }) => [...patterns].some((pattern) => matchesGlob(pattern, alias.value)))
    .map(({ alias, id }) => [`accounts.${alias.value}`, { text: id.value, span: alias.span }]);
}
