// An attribute for access control: where its value comes from, what live has of it, and which permission sets' policies test it.
import { compareText } from '../compare-text.ts';
import type { AttributeDeclaration, Declarations } from '../config/declarations.ts';
import { testedInPolicy } from '../definition/principal-tags.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import type { Span } from '../source/span.ts';
import { type AccessControl, attributeKey } from '../state/access-control.ts';
import { matchesGlob } from '../state/glob.ts';
import { type PermissionSet, type PermissionSetName, principalKey } from '../state/state.ts';
import type { Accesses } from './accesses.ts';

export interface AttributeExplanation {
  /** As the files spell it; else live, else the policies. */
  readonly key: string;
  /** `not managed`: the files do not say what the instance sends. `not sent`: they do, and it is not among it. */
  readonly files: AttributeDeclaration | 'not managed' | 'not sent';
  /** The source of its value in live. Absent: nobody has looked. */
  readonly live?: { readonly source: string } | 'not sent' | 'unread';
  /** In order of the names. */
  readonly tests: readonly TestingSet[];
  /** Permission sets with policies that nobody has read: these may test anything. */
  readonly unread: readonly PermissionSetName[];
}

export interface TestingSet {
  readonly permissionSet: PermissionSetName;
  /** Where the files declare it; absent: nowhere. */
  readonly place?: Span;
  /** `inline policy`, `AWS managed policy ReadOnlyAccess`: those that test it, each once. */
  readonly policies: readonly string[];
  /** How many have it, and in how many accounts. */
  readonly principals: number;
  readonly accounts: number;
}

export interface AttributeInputs {
  readonly declarations: Declarations;
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly accesses: Accesses;
  readonly meanings: Meanings;
  /** Absent: nobody has looked. */
  readonly live?: { readonly accessControl?: AccessControl };
}

/** All attributes whose key is the word, or matches its glob; case does not count. None: nobody sends and nobody tests one. */
export function attributesNamed(word: string, inputs: AttributeInputs): readonly AttributeExplanation[] {
  const { spellings, found } = readingOf(inputs);
  const budget = { steps: MOST_STEPS };
  const asked = attributeKey(word);
  const keys = spellings.has(asked)
    ? [asked]
    : /[*?]/.test(word)
      ? [...spellings.keys()].filter((key) => matchesGlob(asked, key, budget))
      : [];
  return keys.sort(compareText).map((key) => explanationOf(key, { inputs, found, spelling: spellings.get(key)! }));
}

const MOST_STEPS = 50_000_000;

/** Keys near to one that nothing has. */
export const attributesNear = (word: string, inputs: AttributeInputs): readonly string[] =>
  nearest(word, [...readingOf(inputs).spellings.values()]);

interface Found {
  readonly definition: PermissionSet;
  readonly place?: Span;
  /** Names of policies by the keys that they test. */
  readonly policies: ReadonlyMap<string, ReadonlySet<string>>;
  readonly isUnread: boolean;
}

function readingOf({ declarations, definitions, accesses, meanings, live }: AttributeInputs): {
  readonly found: readonly Found[];
  /** By the key that counts: files before live before policies. */
  readonly spellings: ReadonlyMap<string, string>;
} {
  const all = new Set([
    ...definitions.values(),
    ...accesses.all.flatMap(({ definition, liveDefinition }) =>
      [definition, liveDefinition].filter((each) => each !== undefined),
    ),
  ]);
  const spellings = new Map<string, string>();
  const spell = (key: string) => {
    if (!spellings.has(attributeKey(key))) spellings.set(attributeKey(key), key);
  };
  for (const { key } of declarations.settings.accessControlAttributes ?? []) spell(key.value);
  for (const { key } of live?.accessControl?.attributes ?? []) spell(key);
  const found = [...all].map((definition): Found => {
    const { documents, boundary } = meanings.grantOf(definition);
    const policies = new Map<string, Set<string>>();
    for (const document of [...documents, ...(boundary === undefined ? [] : [boundary])]) {
      if (document.kind !== 'known') continue;
      const name = document === boundary ? `permissions boundary, ${document.name}` : document.name;
      for (const key of testedInPolicy(document.policy)) {
        spell(key);
        policies.set(attributeKey(key), (policies.get(attributeKey(key)) ?? new Set()).add(name));
      }
    }
    return {
      definition,
      ...optional({ place: declarations.permissionSets.get(definition.name)?.name.span }),
      policies,
      isUnread: [...documents, boundary].some((document) => document?.kind === 'unknown'),
    };
  });
  return { found, spellings };
}

function explanationOf(
  key: string,
  { inputs, found, spelling }: { readonly inputs: AttributeInputs; readonly found: readonly Found[]; spelling: string },
): AttributeExplanation {
  const { declarations, accesses, live } = inputs;
  const declared = declarations.settings.accessControlAttributes;
  const tests = new Map<PermissionSetName, TestingSet>();
  for (const { definition, place, policies } of found) {
    const names = policies.get(key);
    if (names === undefined) continue;
    const { name } = definition;
    const holdings = accesses.byPermissionSet.of(name);
    tests.set(name, {
      permissionSet: name,
      ...optional({ place }),
      policies: [...new Set([...(tests.get(name)?.policies ?? []), ...names])].sort(compareText),
      principals: new Set(holdings.map(({ principal }) => principalKey(principal))).size,
      accounts: new Set(holdings.map(({ account }) => account)).size,
    });
  }
  return {
    key: spelling,
    files:
      declared === undefined
        ? 'not managed'
        : (declared.find((attribute) => attributeKey(attribute.key.value) === key) ?? 'not sent'),
    ...(live === undefined ? {} : { live: inLive(key, live.accessControl) }),
    tests: [...tests.values()].sort((a, b) => compareText(a.permissionSet, b.permissionSet)),
    unread: [...new Set(found.filter(({ isUnread }) => isUnread).map(({ definition }) => definition.name))].sort(
      compareText,
    ),
  };
}

function inLive(key: string, accessControl: AccessControl | undefined): NonNullable<AttributeExplanation['live']> {
  if (accessControl === undefined) return 'unread';
  const attribute = accessControl.attributes?.find((each) => attributeKey(each.key) === key);
  return attribute === undefined ? 'not sent' : { source: attribute.source };
}
