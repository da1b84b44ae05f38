import { describe, expect, test } from 'vitest';
import { codePointName, unseenAt } from '../../../src/names/characters.ts';

describe('unseenAt', () => {
  test.each([
    ['a zero-width space', 'Pick\u200bers', 'U+200B'],
    ['a soft hyphen', 'Pick\u00aders', 'U+00AD'],
    ['a word joiner', 'Pickers\u2060', 'U+2060'],
    ['a byte order mark', '\ufeffPickers', 'U+FEFF'],
    ['a left-to-right mark', 'Pickers\u200e', 'U+200E'],
    ['a bidi override', '\u202ePickers', 'U+202E'],
    ['a bidi isolate', 'Pick\u2066ers', 'U+2066'],
    ['a Hangul filler', '\u3164', 'U+3164'],
    ['a combining grapheme joiner', 'Pick\u034fers', 'U+034F'],
    ['an empty Braille pattern', 'Pick\u2800ers', 'U+2800'],
    ['a tag', 'Pickers\u{e0041}', 'U+E0041'],
    ['a variation selector after a letter', 'Pickers\ufe0f', 'U+FE0F'],
    ['a variation selector after a digit', 'Pickers 1\ufe0f', 'U+FE0F'],
    ['a high variation selector', 'Pickers\u{e0100}', 'U+E0100'],
    ['a joiner between Latin letters', 'Pick\u200ders', 'U+200D'],
    ['a joiner at the end of an Arabic word', 'گروه\u200c', 'U+200C'],
    ['two joiners where one is needed', 'گروه\u200c\u200cها', 'U+200C'],
    ['tags that make no flag', '\u{1f3f4}\u{e0061}\u{e0062}\u{e007f}', 'U+E0061'],
    ['a musical format control', 'Pickers\u{1d173}', 'U+1D173'],
    ['an annotation anchor', 'Pickers\ufff9', 'U+FFF9'],
    ['a control character', 'Pick\u0007ers', 'U+0007'],
    ['a C1 control', 'Pick\u009bers', 'U+009B'],
    ['half of a surrogate pair', 'Pickers\ud83c', 'U+D83C'],
    ['a line separator', 'Pick\u2028ers', 'U+2028'],
  ])('finds %s', (_, text, name) => {
    const place = unseenAt(text);
    expect(place).toBeGreaterThanOrEqual(0);
    expect(codePointName(text.slice(place))).toBe(name);
  });

  test.each([
    ['plain text', 'AWS Pickers (north) & co.'],
    ['tabs and line breaks', 'a\tb\r\nc'],
    ['umlauts and accents, composed or not', 'Müller Äpfel É\u0301quipe'],
    ['Japanese', '収穫チーム'],
    ['an emoji', '\u{1f34e} Pickers'],
    ['an emoji with a variation selector', '\u2764\ufe0f Pickers'],
    ['an emoji in text form', '\u2139\ufe0e Pickers'],
    ['emoji joined to one picture', '\u{1f469}\u200d\u{1f33e} Growers'],
    ['a keycap', '1\ufe0f\u20e3 Pickers'],
    ['the flag of a region', '\u{1f3f4}\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f} Cider'],
    ['a Persian word with its joiner', 'گروه\u200cها'],
    ['a Hindi conjunct with its joiner', 'क्\u200dष'],
    ['a Thai word break', 'สวน\u200bแอปเปิล'],
    ['a variant of an ideograph', '葛\u{e0100}飾'],
    ['an Arabic number sign', '\u0600\u0661'],
  ])('passes %s', (_, text) => {
    expect(unseenAt(text)).toBe(-1);
  });

  test('takes long hostile texts in its stride', () => {
    for (const part of ['\u200b', '\u0301', 'क\u200d', '\u0301\u200c', '\u{1f469}\u200d', '\u{1f3f4}\u{e0061}'])
      expect(unseenAt('x' + part.repeat(200_000))).toBeGreaterThanOrEqual(-1);
  });
});
