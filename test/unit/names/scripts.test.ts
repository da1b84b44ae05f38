import { describe, expect, test } from 'vitest';
import { mayMislead, mixtureIn } from '../../../src/names/scripts.ts';

describe('mixtureIn', () => {
  test.each([
    ['AWS Pl\u0430tform Engineers', 'Pl\u0430tform', 'Latin Cyrillic', '\u0430'],
    ['командаDev', 'командаDev', 'Cyrillic Latin', 'D'],
    ['AWS \u03bfrchard', '\u03bfrchard', 'Greek Latin', '\u03bf'],
    ['Platf\u0585rm', 'Platf\u0585rm', 'Latin Armenian', '\u0585'],
    ['Ꭰev', 'Ꭰev', 'Other Latin', 'Ꭰ'],
    ['teams/AWS\u0665', 'AWS\u0665', 'Latin Arabic', '\u0665'],
    ['Плαн', 'Плαн', 'Cyrillic Greek', 'α'],
  ])('%s', (name, word, scripts, character) => {
    expect(mixtureIn(name)).toEqual({ word, scripts: scripts.split(' '), character });
    expect(mayMislead(name)).toBe(true);
  });

  test.each([
    ...[
      'AWS Pickers',
      'Müller & Söhne',
      'Équipe Données',
      'Łódź',
      'Straße',
      'AWS Разработка',
      'команда-dev',
      'ΔΕΗ Ελλάδα',
    ],
    ...[
      'AWSチーム',
      '日本語チーム',
      'AWS開発チーム',
      'AWS開發組',
      'ㄅㄆ組AWS',
      '홍길동AWS',
      'AWS팀',
      'ทีมAWS',
      'צוות AWS',
      'فريق AWS',
    ],
    ...['टीमAWS', '\u{1f680} Platform', 'µservice', 'Team ①', 'AWS™', 'H₂O', 'ᏣᎳᎩ', ''],
  ])('nothing is mixed in `%s`', (name) => {
    expect(mixtureIn(name)).toBeUndefined();
  });
});

describe('mayMislead', () => {
  test.each(['AWS САР', 'рау', 'АСУ 2'])('`%s` reads as Latin', (name) => {
    expect(mayMislead(name)).toBe(true);
  });

  test.each(['AWS Разработка', 'AWSチーム', 'Müller', 'AWS Pickers', 'ทีมAWS', '\u{1f680} 42'])(
    '`%s` does not',
    (name) => {
      expect(mayMislead(name)).toBe(false);
    },
  );
});
