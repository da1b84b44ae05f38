// Look-alikes over generated names: what the table calls confusable is always told, and plain names never are.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unseenAt } from '../../src/names/characters.ts';
import { folded, likeness, lookAlikes, skeleton } from '../../src/names/look-alike.ts';
import { confusables, prototype } from '../../src/names/prototypes.ts';
import { mayMislead, mixtureIn } from '../../src/names/scripts.ts';
import { effort } from '../support/runs.ts';

const PARAMETERS = { numRuns: effort(2000, 400), seed: 20271 };
const anything = fc.string({ unit: 'binary', maxLength: 12 });
/** Names in which look-alikes are frequent: letters of the table and their prototypes, blanks, and what nobody sees. */
const confusing = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...confusables().keys()),
    fc.constantFrom(...confusables().keys()).map(prototype),
    fc.constantFrom(
      'a',
      'B',
      'I',
      'l',
      '1',
      'm',
      'rn',
      ' ',
      '\u00a0',
      '\u200b',
      '\u00ad',
      '\u0301',
      'ß',
      'İ',
      'ı',
      'ſ',
      'Σ',
      'ς',
    ),
  ),
  maxLength: 8,
});
const plain = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._&()-]{0,30}$/);

describe('skeleton', () => {
  test('a skeleton is its own skeleton', () => {
    fc.assert(
      fc.property(fc.oneof(anything, confusing), (name) => {
        expect(skeleton(skeleton(name))).toBe(skeleton(name));
      }),
      PARAMETERS,
    );
  });
});

describe('likeness', () => {
  test('every pair of the table is told, wherever it stands in a name', () => {
    for (const character of confusables().keys()) {
      const names = [character, prototype(character)].map((each) => `AWS x${each}x Pickers`) as [string, string];
      expect(likeness(...names), names.join(' | ')).toBeDefined();
    }
  });

  test('a pair that is neither ASCII nor of one other script is told as the same', () => {
    for (const character of [...confusables().keys()].filter((each) =>
      /^\p{Script=Cyrillic}|\p{Script=Greek}|\p{Script=Cherokee}$/u.test(each),
    )) {
      if (!/^[A-Za-z]+$/.test(prototype(character))) continue;
      expect(likeness(`AWS x${character}x`, `AWS x${prototype(character)}x`), character).toBe('same');
    }
  });

  test('is symmetric, and what the index finds', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(confusing, anything), { maxLength: 6 }), (names) => {
        const like = lookAlikes(names, (name) => name);
        for (const name of names) {
          expect(like(name)).toEqual(names.filter((other) => likeness(name, other) !== undefined));
          for (const other of names) expect(likeness(name, other)).toBe(likeness(other, name));
        }
      }),
      PARAMETERS,
    );
  });

  test('what nobody sees, blanks and case change nothing', () => {
    const noise = fc.constantFrom('\u200b', '\u00ad', '\u2060', '\u{e0041}', '\ufe0f', '\u3164', '\u202e');
    fc.assert(
      fc.property(plain, noise, fc.nat(), (name, unseen, place) => {
        const at = place % (name.length + 1);
        const hidden = name.slice(0, at) + unseen + name.slice(at);
        expect(likeness(hidden, name)).toBe('same');
        expect(unseenAt(hidden)).toBe(at);
        expect(likeness(` ${name.replaceAll(' ', '  ')}\u00a0`, name)).toBe('same');
        expect(likeness(name.toUpperCase(), name.toLowerCase())).toBeDefined();
        expect(folded(name.toUpperCase())).toBe(folded(hidden));
      }),
      PARAMETERS,
    );
  });
});

describe('plain names', () => {
  const close = (name: string) =>
    name.toLowerCase().replace(/rn/g, 'm').replace(/[|1i]/g, 'l').replace(/0/g, 'o').replace(/\s+/g, ' ').trim();

  test('never mix scripts and are never mixed up, but for figures, case and blanks', () => {
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect([mixtureIn(a), mayMislead(a), unseenAt(a)]).toEqual([undefined, false, -1]);
        if (close(a) !== close(b)) expect(likeness(a, b)).toBeUndefined();
      }),
      PARAMETERS,
    );
  });
});
