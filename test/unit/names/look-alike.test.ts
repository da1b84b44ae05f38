import { describe, expect, test } from 'vitest';
import { UNICODE_VERSION } from '../../../src/names/confusables.ts';
import { difference, folded, likeness, lookAlikes, skeleton } from '../../../src/names/look-alike.ts';
import { confusables, prototype } from '../../../src/names/prototypes.ts';

describe('the table', () => {
  test('is of a version of Unicode, and whole', () => {
    expect(UNICODE_VERSION).toMatch(/^\d+\.\d+\.\d+$/);
    expect(confusables().size).toBeGreaterThan(6000);
    expect(['а', 'Ι', 'ɑ', 'ո', '0', 'm'].map(prototype)).toEqual(['a', 'l', 'a', 'n', 'O', 'rn']);
  });

  test('maps no ASCII characters but those that are looked for', () => {
    const ascii = Array.from({ length: 0x5f }, (_, index) => String.fromCharCode(0x20 + index));
    expect(ascii.map(skeleton)).toEqual(ascii.map(prototype));
    const [table, all] = [confusables(), Array.from({ length: 0x80 }, (_, code) => String.fromCharCode(code))];
    expect(all.map(prototype)).toEqual(all.map((character) => table.get(character) ?? character));
  });
});

describe('likeness', () => {
  test.each([
    ['a Cyrillic letter', 'AWS Pl\u0430tform Engineers', 'AWS Platform Engineers'],
    ['a word that is Cyrillic altogether', 'AWS САР', 'AWS CAP'],
    ['Cyrillic capitals beside small letters', 'АWS Вooks', 'aws books'],
    ['a Greek letter', '\u03bfrchard', 'orchard'],
    ['a Cherokee letter', 'Ꭰev', 'Dev'],
    ['an Armenian letter', 'Platf\u0585rm', 'Platform'],
    ['a phonetic letter', 'Pl\u0251tform', 'Platform'],
    ['fullwidth letters', 'ＡＷＳ', 'AWS'],
    ['mathematical letters', '\u{1d400}dmin', 'Admin'],
    ['a ligature', '\ufb01g pickers', 'fig pickers'],
    ['a zero-width space', 'plat\u200bform', 'platform'],
    ['a soft hyphen', 'plat\u00adform', 'platform'],
    ['a tag', 'platform\u{e0041}', 'platform'],
    ['a variation selector', 'platform\ufe0f', 'platform'],
    ['a Hangul filler', 'platform\u3164', 'platform'],
    ['a blank at the end', 'platform ', 'platform'],
    ['two blanks', 'AWS  Platform', 'AWS Platform'],
    ['a no-break space', 'AWS\u00a0Platform', 'AWS Platform'],
    ['an ideographic space', 'AWS\u3000Platform', 'AWS Platform'],
    ['an empty Braille pattern', 'AWS\u2800Platform', 'AWS Platform'],
    ['a tab', 'AWS\tPlatform', 'AWS Platform'],
    ['a long dash', 'AWS – Platform', 'AWS - Platform'],
    ['another form of one letter', 'Cafe\u0301', 'Caf\u00e9'],
    ['sharp s and beta', 'Stra\u03b2e', 'Straße'],
    ['itself', 'AWS', 'AWS'],
  ])('nothing shows: %s', (_, a, b) => {
    expect([likeness(a, b), likeness(b, a)]).toEqual(['same', 'same']);
  });

  test.each([
    ['case', 'AWS Platform', 'aws platform'],
    ['case of sharp s', 'Straße', 'STRASSE'],
    ['I and l', 'PIatform', 'Platform'],
    ['1 and l', 'P1atform', 'Platform'],
    ['0 and O', 'Dev0ps', 'DevOps'],
    ['rn and m', 'Modern', 'Modem'],
    ['case and figures', 'DEVOPS', 'dev0ps'],
    ['Hebrew letters that only readers of Hebrew tell apart', 'בו', 'בן'],
    ['a Katakana and a Chinese two', 'チームニ', 'チーム二'],
    ['a prolonged sound and a Chinese one', 'チーム', 'チ一ム'],
  ])('a close look tells: %s', (_, a, b) => {
    expect([likeness(a, b), likeness(b, a)]).toEqual(['similar', 'similar']);
  });

  test.each([
    ['Team 1', 'Team 2'],
    ['prod', 'pro'],
    ['Müller', 'Muller'],
    ['Équipe', 'Equipe'],
    ['Łódź', 'Lódź'],
    ['AWS Разработка', 'AWS Razrabotka'],
    ['収穫チーム', '収穫組'],
    ['\u{1f34e} Pickers', '\u{1f350} Pickers'],
    ['', 'AWS'],
  ])('nobody mixes up `%s` and `%s`', (a, b) => {
    expect([likeness(a, b), likeness(b, a)]).toEqual([undefined, undefined]);
  });
});

test('names are found in the order of the items, those of the same name included', () => {
  const like = lookAlikes(['Dev', 'Ꭰev', 'Ops', 'dev', 'Dev'], (name) => name);
  expect(like('Dev')).toEqual(['Dev', 'Ꭰev', 'dev', 'Dev']);
  expect(like('0ps')).toEqual(['Ops']);
  expect(like('Test')).toEqual([]);
});

test('a directory full of one name does not take forever', () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `Pick${'\u200b'.repeat(index % 100)}ers`);
  const like = lookAlikes(names, (name) => name);
  expect(names.every((name) => like(name).length === 20)).toBe(true);
});

test('folded names are equal whatever the case', () => {
  expect(folded(' Stra\u00adße ')).toBe(folded('STRASSE'));
  expect(folded('Pl\u0430tform')).not.toBe(folded('Platform'));
});

test.each([
  ['Pl\u0430tform', 'Platform', 'U+0430', 'U+0061'],
  ['Modem', 'Modern', 'U+006D', 'U+0072 U+006E'],
  ['a b ', 'a b', 'U+0020', ''],
  ['a b', 'a  b', '', 'U+0020'],
  ['САР', 'CAP', 'U+0421 U+0410 U+0420', 'U+0043 U+0041 U+0050'],
  ['орсоре', 'opcope', 'U+043E U+0440 U+0441 U+043E …', 'U+006F U+0070 U+0063 U+006F …'],
  ['\u{1d400}', 'A', 'U+1D400', 'U+0041'],
  ['aa', 'aaa', '', 'U+0061'],
  ['same', 'same', '', ''],
])('difference of `%s` and `%s`', (a, b, here, there) => {
  expect(difference(a, b)).toEqual({ here, there });
});
