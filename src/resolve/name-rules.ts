// Names that a reader cannot tell apart within one section, and keys that lead to another group than they seem to.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { folded, type Likeness, likenesses, lookAlikes } from '../names/look-alike.ts';
import { compareSpans } from '../source/span.ts';
import type { Located } from '../source/value.ts';

export function nameFindings(declarations: Declarations): readonly Diagnostic[] {
  const groups = [...declarations.groups.values()];
  const { sets = new Map(), rules = new Map() } = declarations.settings.guardrails ?? {};
  return [
    // Where neither has a display name of its own, keys are display names.
    ...alikeFindings('group', groups, ({ key, displayName }) => ({ name: key, unsaid: key === displayName })),
    ...displayNameFindings(groups),
    ...alikeFindings('account', declarations.accounts.values(), ({ alias }) => ({ name: alias })),
    ...alikeFindings('account set', declarations.accountSets.values(), ({ name }) => ({ name })),
    ...alikeFindings('permission set', declarations.permissionSets.values(), ({ name }) => ({ name })),
    ...alikeFindings('guardrail set', sets.values(), ({ name }) => ({ name })),
    ...alikeFindings('guardrail', rules.values(), ({ id }) => ({ name: id })),
    ...crossedFindings(groups),
  ];
}

interface Pair<Item> {
  readonly item: Item;
  /** Stands before it. */
  readonly other: Item;
  readonly likeness: Likeness;
}

/** Each item with the one before it that it looks most like. */
function pairsOf<Item>(items: Iterable<Item>, nameOf: (item: Item) => Located<string>): readonly Pair<Item>[] {
  const ordered = [...items].sort((a, b) => compareSpans(nameOf(a).span, nameOf(b).span));
  const like = lookAlikes(ordered, (item) => nameOf(item).value);
  const likeness = likenesses();
  const places = new Map(ordered.map((item, place) => [item, place]));
  return ordered.flatMap((item, place) => {
    const pairs = like(nameOf(item).value)
      .filter((other) => places.get(other)! < place)
      .map((other) => ({ item, other, likeness: likeness(nameOf(item).value, nameOf(other).value)! }));
    return pairs.find((pair) => pair.likeness === 'same') ?? pairs[0] ?? [];
  });
}

interface Named {
  readonly name: Located<string>;
  /** What its name has in common with others is told elsewhere. */
  readonly unsaid?: boolean;
}

function alikeFindings<Item>(
  kind: string,
  items: Iterable<Item>,
  namedAs: (item: Item) => Named,
): readonly Diagnostic[] {
  return pairsOf(items, (item) => namedAs(item).name).flatMap(({ item, other, likeness: alike }) => {
    const [own, before] = [namedAs(item), namedAs(other)];
    if (own.unsaid === true && before.unsaid === true) return [];
    const facts = { kind, name: own.name.value, other: before.name.value };
    return [diagnose(alike === 'same' ? 'name/look-alike' : 'name/similar', facts, placeOf(own.name, before.name))];
  });
}

const placeOf = ({ span }: Located<string>, other: Located<string>) => ({
  span,
  labels: [{ span: other.span, message: 'the other name' }],
});

/** Directories take display names that differ in case for one, so those are the same here. */
function displayNameFindings(groups: readonly GroupDeclaration[]): readonly Diagnostic[] {
  return pairsOf(groups, ({ displayName }) => displayName).map(({ item, other, likeness: alike }) => {
    const [name, otherName] = [item.displayName.value, other.displayName.value];
    const place = placeOf(item.displayName, other.displayName);
    return alike === 'same' || folded(name) === folded(otherName)
      ? diagnose('group/look-alike', { key: item.key.value, other: other.key.value, name, otherName }, place)
      : diagnose('name/similar', { kind: 'display name', name, other: otherName }, place);
  });
}

/** A grant names a group by its key: where that reads as another group's display name, it says what it does not mean. */
function crossedFindings(groups: readonly GroupDeclaration[]): readonly Diagnostic[] {
  const like = lookAlikes(groups, ({ displayName }) => displayName.value);
  return groups.flatMap((group) => {
    const { key, displayName } = group;
    const others = key === displayName ? [] : like(key.value);
    // Two keys that look alike were told as such.
    const other = others.find((each) => each.key !== each.displayName);
    if (other === undefined || others.includes(group)) return [];
    const facts = { key: key.value, other: other.key.value, displayName: other.displayName.value };
    return [diagnose('name/crossed', facts, placeOf(key, other.displayName))];
  });
}
