// What broken parts of the files may have declared. What it may be is not called unknown: the break is the mistake, and was reported.
import type { Declarations, Selector, Unread } from '../config/declarations.ts';
import { matchesGlob } from '../state/glob.ts';

/** Whether a name may stand among what could not be read. */
export function mayBeDeclared(name: string, { files, texts }: Unread): boolean {
  return files || texts.some((text) => mentions(text, name));
}

/** Whether a selector may mean an account that could not be read. */
export function mayBeSelected(selector: Selector, { unread }: Pick<Declarations, 'unread'>): boolean {
  return unread.files || [...unread.texts, ...unread.accounts].some((text) => maySelectIn(text, selector));
}

function maySelectIn(text: string, selector: Selector): boolean {
  switch (selector.kind) {
    case 'name':
    case 'set':
      return mentions(text, selector.name);
    case 'id':
      return mentions(text, selector.id);
    case 'glob':
      return text.split(BETWEEN_WORDS).some((word) => matchesGlob(selector.pattern, word));
    case 'organizational-unit':
      return mentions(text, selector.unit.by === 'path' ? selector.unit.path : selector.unit.id);
    case 'tag':
      return mentions(text, selector.key) && mentions(text, selector.value);
    case 'all':
      return true;
    case 'intersect':
      return selector.of.every((part) => maySelectIn(text, part.selector));
    default:
      return selector satisfies never;
  }
}

const BETWEEN_WORDS = /[\s,:#"'{}[\]]+/;
const PART_OF_WORD = /[\p{L}\p{N}_-]/u;

/** As a word of its own: `picker` does not stand in `pickers`. */
function mentions(text: string, words: string): boolean {
  if (words === '') return true;
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    const [before = ' ', after = ' '] = [text[at - 1], text[at + words.length]];
    if (!PART_OF_WORD.test(before) && !PART_OF_WORD.test(after)) return true;
  }
  return false;
}
