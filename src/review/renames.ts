// Keys that changed while what they stand for did not: the same pin, the same id, the same selectors. Nothing follows from it, and a reviewer should not have to find that out.
import type { AccountSetDeclaration, Declarations, GroupDeclaration, SelectorItem } from '../config/declarations.ts';
import type { Span } from '../source/span.ts';
import { canonicalJson } from '../state/digest.ts';
import { groupBy } from '../state/group-by.ts';

export interface Rename {
  readonly kind: 'group' | 'account' | 'account-set';
  /** As the base's files call it. */
  readonly before: string;
  readonly after: string;
  readonly span: Span;
}

/** What tells that it is the same. */
export const SAME = {
  group: 'the same pin',
  account: 'the same id',
  'account-set': 'the same selectors',
} as const satisfies Readonly<Record<Rename['kind'], string>>;

/** Groups, accounts, account sets; in each by the new name. A permission set has its name in AWS, where a rename is another set: `renamedFrom`. */
export function renamesIn(before: Declarations, after: Declarations): readonly Rename[] {
  const accounts = renamed('account', {
    before: identified(before.accounts, ({ id }) => id.value),
    after: identified(after.accounts, ({ id }) => id.value),
    spanOf: ({ alias }) => alias.span,
  });
  const called = new Map(accounts.map((rename) => [rename.before, rename.after]));
  return [
    ...renamed('group', {
      before: identified(before.groups, groupPin),
      after: identified(after.groups, groupPin),
      spanOf: ({ key }) => key.span,
    }),
    ...accounts,
    ...renamed('account-set', {
      before: identified(before.accountSets, (set) => accountSetContent(set, called)),
      after: identified(after.accountSets, (set) => accountSetContent(set, new Map())),
      spanOf: ({ name }) => name.span,
    }),
  ];
}

/** Declarations by their keys, with what each stands for; undefined: nothing in particular. */
type Identified<Declaration> = ReadonlyMap<string, readonly [declaration: Declaration, identity: string | undefined]>;

function identified<Declaration>(
  declarations: ReadonlyMap<string, Declaration>,
  identityOf: (declaration: Declaration) => string | undefined,
): Identified<Declaration> {
  return new Map([...declarations].map(([key, declaration]) => [key, [declaration, identityOf(declaration)]]));
}

interface Sides<Declaration> {
  readonly before: Identified<Declaration>;
  readonly after: Identified<Declaration>;
  readonly spanOf: (declaration: Declaration) => Span;
}

/** Only where one key went and one came for the same thing: of several nobody can say which became which. */
function renamed<Declaration>(kind: Rename['kind'], { before, after, spanOf }: Sides<Declaration>): readonly Rename[] {
  const byIdentity = (some: Identified<Declaration>) => groupBy(some, ([, [, identity]]) => identity);
  const was = byIdentity(before);
  return [...byIdentity(after)]
    .flatMap(([identity, [now, ...more]]): readonly Rename[] => {
      const [then, ...others] = was.get(identity) ?? [];
      if (identity === undefined || now === undefined || then === undefined || more.length + others.length > 0)
        return [];
      const [[old], [current, [declaration]]] = [then, now];
      if (after.has(old) || before.has(current)) return [];
      return [{ kind, before: old, after: current, span: spanOf(declaration) }];
    })
    .sort((a, b) => (a.after < b.after ? -1 : 1));
}

/** Who is trusted by its name alone is nobody in particular. */
function groupPin({ pin }: GroupDeclaration): string | undefined {
  if (pin === undefined || pin.kind === 'unpinned') return undefined;
  return canonicalJson([pin.kind, pin.id.value, 'groupId' in pin ? pin.groupId?.value : undefined]);
}

/** What it selects, whatever the order. `called`: what accounts are called in the other version. */
function accountSetContent({ include, except }: AccountSetDeclaration, called: ReadonlyMap<string, string>): string {
  const content = (items: readonly SelectorItem[]): readonly string[] =>
    items
      .map(({ selector, mayBeEmpty }) => {
        if (selector.kind === 'intersect') return canonicalJson([selector.kind, content(selector.of), mayBeEmpty]);
        const named =
          selector.kind === 'name' ? { ...selector, name: called.get(selector.name) ?? selector.name } : selector;
        return canonicalJson([named, mayBeEmpty]);
      })
      .sort();
  return canonicalJson([content(include), content(except)]);
}
