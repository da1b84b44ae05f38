// What broken parts of the files may have declared. What it may be is not called unknown: the break is the mistake, and was reported.
import type { Declarations, Selector, Unread } from '../config/declarations.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { type GlobBudget, matchesGlob } from '../state/glob.ts';

/** Whether a name may stand among what could not be read. */
export function mayBeDeclared(name: string, unread: Unread): boolean {
  return unread.files || mentions(declaredIn(unread), name);
}

/** Whether a selector may mean an account that could not be read. */
export function mayBeSelected(selector: Selector, { unread }: Pick<Declarations, 'unread'>): boolean {
  return unread.files || maySelectIn(selectableIn(unread), selector);
}

function maySelectIn(texts: Texts, selector: Selector): boolean {
  switch (selector.kind) {
    case 'name':
    case 'set':
      return mentions(texts, selector.name);
    case 'id':
      return mentions(texts, selector.id);
    case 'glob':
      return mayMatch(texts, selector.pattern);
    case 'organizational-unit':
      return mentions(texts, selector.unit.by === 'path' ? selector.unit.path : selector.unit.id);
    case 'tag':
      return mentions(texts, selector.key) && mentions(texts, selector.value);
    case 'all':
      return texts.texts.length > 0;
    case 'intersect':
      return selector.of.every((part) => maySelectIn(texts, part.selector));
    default:
      return selector satisfies never;
  }
}

/** The texts, and what is in them: files with many unknown names may also have much that is broken. */
interface Texts {
  readonly texts: readonly string[];
  /** The longest runs of letters, digits, `_` and `-`. */
  readonly words: ReadonlySet<string>;
  /** What stands between the punctuation of YAML. */
  readonly parts: readonly string[];
  /** Characters that may still be looked at. With none left, anything may be in the texts: an error was reported for them. */
  readonly budget: GlobBudget;
}

const MOST_CHARACTERS = 20_000_000;

const declaredIn = memoizeByIdentity(({ texts }: Unread) => textsOf(texts));
const selectableIn = memoizeByIdentity(({ texts, accounts }: Unread) => textsOf([...texts, ...accounts]));

function textsOf(texts: readonly string[]): Texts {
  const words = new Set<string>();
  const parts = new Set<string>();
  for (const text of texts) {
    for (const [word] of text.matchAll(WORD)) words.add(word);
    for (const part of text.split(BETWEEN_PARTS)) parts.add(part);
  }
  return { texts, words, parts: [...parts], budget: { steps: MOST_CHARACTERS } };
}

const BETWEEN_PARTS = /[\s,:#"'{}[\]]+/;
const WORD = /[\p{L}\p{N}_-]+/gu;
const PART_OF_WORD = /[\p{L}\p{N}_-]/u;

function mayMatch({ parts, budget }: Texts, pattern: string): boolean {
  return parts.some((part) => matchesGlob(pattern, part, budget) || budget.steps < 0);
}

/** As a word of its own: `picker` does not stand in `pickers`. */
function mentions({ texts, words, budget }: Texts, name: string): boolean {
  if (name === '') return texts.length > 0;
  const own = name.match(WORD) ?? [];
  if (!own.every((word) => words.has(word))) return false;
  // What is one word is among the words or is not.
  if (own[0] === name) return true;
  return texts.some((text) => {
    budget.steps -= text.length * (1 + name.length / 16);
    return budget.steps < 0 || standsIn(text, name);
  });
}

function standsIn(text: string, name: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const [before = ' ', after = ' '] = [text[at - 1], text[at + name.length]];
    if (!PART_OF_WORD.test(before) && !PART_OF_WORD.test(after)) return true;
  }
  return false;
}
