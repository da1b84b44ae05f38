// Grants in files: accounts that are added to those that are there, and new ones.
import { counted } from '../diagnostics/wording.ts';
import { resolveGroups } from '../resolve/groups.ts';
import { list, mapping, withListItem, type Yaml, type YamlEntry } from '../source/edit.ts';
import { entryOf } from '../source/value.ts';
import type { Directory } from '../state/directory.ts';
import { groupBy } from '../state/group-by.ts';
import { type AccountId, assignmentAddress, type PermissionSetName, targetOf } from '../state/state.ts';
import { isOfApplication } from './applications.ts';
import { type FileAddition, oneOrMany } from './files.ts';
import type { FoldedGrant, NamedAssignment } from './fold-grants.ts';
import type { ExistingFolder } from './inputs.ts';
import { keysFor } from './keys.ts';

interface ExtendInputs {
  readonly existing: ExistingFolder | undefined;
  /** Of the files, by path: written to. */
  readonly texts: Map<string, string>;
  readonly nameOf: (account: AccountId) => string;
  readonly directory: Directory;
}

/** Adds accounts to grants of the files where that grants what is missing and nothing else; the rest needs grants of its own. */
export function extendGrants(
  rows: readonly NamedAssignment[],
  { existing, texts, nameOf, directory }: ExtendInputs,
): { readonly rest: readonly NamedAssignment[]; readonly count: number } {
  if (existing === undefined) return { rest: rows, count: 0 };
  const keyOfRow = (key: string, permissionSet: string, account: string) => `${key}\n${permissionSet}\n${account}`;
  const missing = new Map(rows.map((row) => [keyOfRow(row.principal.key, row.permissionSet, row.account), row]));
  const { groups } = resolveGroups(existing.declarations, directory, 0);
  const isGranted = (key: string, permissionSet: PermissionSetName, account: AccountId): boolean => {
    const resolution = groups.get(key);
    if (resolution === undefined || resolution.status === 'missing') return false;
    const { kind: type } = existing.declarations.groups.get(key)!;
    const principal = { type, id: resolution.group.id };
    return existing.desired.state.assignments.has(assignmentAddress({ permissionSet, account, principal }));
  };
  let count = 0;
  for (const { parsed, item, index } of grantItems(existing)) {
    const grant = existing.declarations.grants.find(
      ({ span }) => span.file === parsed.path && span.start.offset === item.span.start.offset,
    );
    if (grant === undefined || grant.expires !== undefined || grant.except.length > 0) continue;
    const pairs = grant.groups.flatMap(({ value: key }) =>
      grant.permissionSets.map(({ value: name }) => ({ key, name })),
    );
    const wanted = [
      ...new Set(
        [...missing.values()]
          .filter(({ principal, permissionSet }) =>
            pairs.some(({ key, name }) => key === principal.key && name === permissionSet),
          )
          .map(({ account }) => account),
      ),
    ].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
    const fitting = wanted.filter((account) =>
      pairs.every(({ key, name }) => missing.has(keyOfRow(key, name, account)) || isGranted(key, name, account)),
    );
    let text = texts.get(parsed.configPath);
    for (const account of fitting) {
      const extended: string | undefined = text && withListItem(text, ['grants', index, 'accounts'], nameOf(account));
      if (extended === undefined) break;
      text = extended;
      for (const { key, name } of pairs) missing.delete(keyOfRow(key, name, account));
    }
    if (text !== undefined && text !== texts.get(parsed.configPath)) {
      texts.set(parsed.configPath, text);
      count += 1;
    }
  }
  return { rest: [...missing.values()], count };
}

function grantItems({ parsed }: ExistingFolder) {
  return parsed.flatMap((file) => {
    const section = file.value?.kind === 'mapping' ? entryOf(file.value, 'grants')?.value : undefined;
    return section?.kind === 'sequence' ? section.items.map((item, index) => ({ parsed: file, item, index })) : [];
  });
}

/** Lists of names that several grants have become account sets. */
export function nameRepeatedLists(
  grants: readonly FoldedGrant[],
  existing: ExistingFolder | undefined,
  isExplicit: (name: PermissionSetName) => boolean,
): { readonly grants: readonly FoldedGrant[]; readonly sets: readonly YamlEntry[] } {
  const isList = ({ accounts, except, permissionSets }: FoldedGrant) =>
    accounts.length >= FEWEST_IN_SET &&
    except.length === 0 &&
    accounts.every(({ comment }) => comment === undefined) &&
    !permissionSets.some(isExplicit);
  const textOf = ({ accounts }: FoldedGrant) => accounts.map(({ text }) => text).join('\n');
  const repeated = [...groupBy(grants.filter(isList), textOf)].filter(([, same]) => same.length > 1);
  const named = repeated.map(([text, same]) => ({ id: text, name: setName(same[0]!) }));
  const keys = keysFor(named, existing?.declarations.accountSets.keys());
  return {
    grants: grants.map((grant) => {
      const key = isList(grant) ? keys.get(textOf(grant)) : undefined;
      const comment = `${counted(grant.accounts.length, 'account')}`;
      return key === undefined ? grant : { ...grant, accounts: [{ text: `set:${key}`, comment }] };
    }),
    sets: [...keys].map(([text, key]): YamlEntry => ({ key, value: mapping({ include: list(text.split('\n')) }) })),
  };
}

const FEWEST_IN_SET = 5;

/** After what the names begin with alike, or after the first who has access to them. */
function setName({ accounts, principals }: FoldedGrant): string {
  const words = accounts.map(({ text }) => text.split('-'));
  const [first = []] = words;
  const differs = first.findIndex((word, at) => words.some((other) => other[at] !== word));
  const common = first.slice(0, differs < 0 ? first.length : differs).join('-');
  return `${common === '' ? principals[0]!.key : common}-accounts`;
}

/** `[{ name: legacy-admin, path: /ops/ }]`, of those of the names that are roles. */
function rolesOf(names: readonly PermissionSetName[]): Yaml | undefined {
  const roles = names.filter((name) => targetOf(name) === 'account-access');
  if (roles.length === 0) return undefined;
  const items = roles.map((role) => {
    const name = role.slice(role.lastIndexOf('/') + 1);
    const path = role.slice(role.indexOf('/'), role.length - name.length);
    return { value: mapping(path === '/' ? { name } : { name, path }, true) };
  });
  return { items };
}

export function grantAddition(
  file: string,
  { principals, permissionSets, accounts, except }: FoldedGrant,
  keyOfApplication: (name: PermissionSetName) => string,
): FileAddition {
  const keysIn = (section: 'groups' | 'users') =>
    oneOrMany(principals.filter((principal) => principal.section === section).map(({ key }) => ({ text: key })));
  const value = mapping({
    groups: keysIn('groups'),
    users: keysIn('users'),
    permissionSets: oneOrMany(
      permissionSets.filter((name) => targetOf(name) === 'identity-center').map((text) => ({ text })),
    ),
    roles: rolesOf(permissionSets),
    applications: oneOrMany(permissionSets.filter(isOfApplication).map((name) => ({ text: keyOfApplication(name) }))),
  });
  const places = (
    [
      ['accounts', accounts],
      ['except', except],
    ] as const
  ).flatMap(([key, items]): readonly YamlEntry[] => {
    const [first, second] = items;
    const written = oneOrMany(items);
    if (written === undefined) return [];
    return [
      {
        key,
        value: written,
        ...(second === undefined && first?.comment !== undefined ? { comment: first.comment } : {}),
      },
    ];
  });
  return { file, section: 'grants', item: { value: { entries: [...value.entries, ...places] } } };
}
