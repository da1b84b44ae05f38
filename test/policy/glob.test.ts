// Patterns: matching, containment and overlap agree with trying every text.
import { describe, expect, it } from 'vitest';
import { automataOnce, searchCells } from '../../src/policy/compare/cells.ts';
import {
  compileGlob,
  type Glob,
  globOf,
  MANY,
  MANY_IN_SEGMENT,
  matches,
  ONE,
  ONE_IN_SEGMENT,
  subsumes,
  type Token,
} from '../../src/policy/patterns/glob.ts';
import { intersects } from '../../src/policy/patterns/intersects.ts';
import { pick, randomFrom } from './random.ts';

const LETTERS = ['a', 'b', ':'];

function texts(most: number): readonly string[] {
  if (most === 0) return [''];
  const shorter = texts(most - 1);
  const longest = shorter.filter((text) => text.length === most - 1);
  return [...shorter, ...longest.flatMap((text) => LETTERS.map((letter) => text + letter))];
}

const TEXTS = texts(5);
const TOKENS: readonly Token[] = [97, 98, 58, 97, 98, ONE, MANY, MANY, ONE_IN_SEGMENT, MANY_IN_SEGMENT];

function randomGlobs(seed: number, count: number): readonly Glob[] {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () =>
    globOf(Array.from({ length: Math.floor(random() * 5) }, () => pick(random, TOKENS))),
  );
}

/** By definition, on one text. */
function matchesByDefinition(tokens: readonly Token[], text: string): boolean {
  const [first, ...rest] = tokens;
  if (first === undefined) return text === '';
  const takes =
    text !== '' && (first === MANY || first === ONE || (first < 0 ? text[0] !== ':' : text.charCodeAt(0) === first));
  if (first !== MANY && first !== MANY_IN_SEGMENT) return takes && matchesByDefinition(rest, text.slice(1));
  return matchesByDefinition(rest, text) || (takes && matchesByDefinition(tokens, text.slice(1)));
}

const languageOf = (glob: Glob) => TEXTS.filter((text) => matchesByDefinition(glob.tokens, text));

describe('globs', () => {
  const globs = randomGlobs(1, 150);
  const languages = new Map(globs.map((glob) => [glob, new Set(languageOf(glob))]));

  it('match the texts they should', () => {
    for (const glob of globs) expect(TEXTS.filter((text) => matches(glob, text))).toEqual([...languages.get(glob)!]);
  });

  it('contain another only if all its texts match', () => {
    let contained = 0;
    for (const outer of globs) {
      for (const inner of globs) {
        if (!subsumes(outer, inner)) continue;
        contained++;
        expect([...languages.get(inner)!].filter((text) => !languages.get(outer)!.has(text))).toEqual([]);
      }
    }
    expect(contained).toBeGreaterThan(1000);
  });

  it('overlap exactly if some text matches both', () => {
    for (const a of globs.slice(0, 80)) {
      for (const b of globs.slice(0, 80)) {
        const shared = [...languages.get(a)!].some((text) => languages.get(b)!.has(text));
        // Texts that both match may be longer than those tried.
        if (shared) expect(intersects(a, b)).toBe(true);
        if (!intersects(a, b)) expect(shared).toBe(false);
        if (a.tokens.length + b.tokens.length <= 5) expect(intersects(a, b)).toBe(shared);
      }
    }
  });

  it('are divided into the cells there are, each with a text of it', () => {
    const search = (within: Glob, inner: readonly Glob[]) => {
      const budget = { steps: 1_000_000 };
      const cells = new Map<string, string>();
      const result = searchCells(
        { within: [within], globs: inner, automata: automataOnce(budget), budget },
        (cell, text) => {
          cells.set(cell.map(Number).join(''), text);
          return false;
        },
      );
      return { cells, result };
    };
    for (let place = 0; place + 3 < globs.length; place += 3) {
      const [within, ...inner] = globs.slice(place, place + 4) as [Glob, Glob, Glob, Glob];
      const { cells, result } = search(within, inner);
      expect(result).toBe('exhausted');
      const keyOf = (text: string) => inner.map((glob) => Number(matchesByDefinition(glob.tokens, text))).join('');
      for (const [key, text] of cells)
        expect([matchesByDefinition(within.tokens, text), keyOf(text)]).toEqual([true, key]);
      for (const text of languages.get(within)!) expect([...cells.keys()]).toContain(keyOf(text));
    }
  });

  it('end where matching by trying would not', () => {
    const hostile = compileGlob(`${'*a'.repeat(2000)}b`);
    expect(matches(hostile, 'a'.repeat(5000))).toBe(false);
    expect(intersects(compileGlob(`${'*a'.repeat(300)}`), compileGlob(`${'b*'.repeat(300)}`))).toBe(true);
  });
});
