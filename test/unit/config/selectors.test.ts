import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSelectableName, parseSelector } from '../../../src/config/selectors.ts';

describe('parseSelector', () => {
  test.each([
    ['orchard-prod', { kind: 'name', name: 'orchard-prod' }],
    ['Orchard (North), 2nd', { kind: 'name', name: 'Orchard (North), 2nd' }],
    ['1e11', { kind: 'name', name: '1e11' }],
    ['000000000001', { kind: 'id', id: '000000000001' }],
    ['orchard-*', { kind: 'glob', pattern: 'orchard-*' }],
    ['orchard-?', { kind: 'glob', pattern: 'orchard-?' }],
    ['**', { kind: 'glob', pattern: '**' }],
    ['*', { kind: 'all' }],
    ['ou:Orchards/Prod/**', unit({ by: 'path', path: 'Orchards/Prod' }, true)],
    ['ou:Orchards/*', unit({ by: 'path', path: 'Orchards' }, false)],
    ['ou:/**', unit({ by: 'path', path: '' }, true)],
    ['ou:**', unit({ by: 'path', path: '' }, true)],
    ['ou:/*', unit({ by: 'path', path: '' }, false)],
    ['ou:ou-ab12-11111111/**', unit({ by: 'id', id: 'ou-ab12-11111111' }, true)],
    ['ou:r-ab12/*', unit({ by: 'id', id: 'r-ab12' }, false)],
    ['tag:env=prod', { kind: 'tag', key: 'env', value: 'prod' }],
    ['tag:env=', { kind: 'tag', key: 'env', value: '' }],
    ['tag:a:b=c=d', { kind: 'tag', key: 'a:b', value: 'c=d' }],
    ['set:production', { kind: 'set', name: 'production' }],
  ])('%s', (text, selector) => {
    expect(parseSelector(text)).toEqual({ ok: true, selector });
  });

  test.each([
    ['', 'syntax'],
    [' ', 'syntax'],
    ['orchard ', 'syntax'],
    ['12345678901', 'account-id'],
    ['1234567890123', 'account-id'],
    ['1234-5678-9012', 'account-id'],
    ['ou:Orchards', 'bare-unit'],
    ['ou:', 'syntax'],
    ['ou:Or*/**', 'syntax'],
    ['ou:a//b/**', 'syntax'],
    ['OU:Orchards/**', 'syntax'],
    ['tag:env', 'syntax'],
    ['set:*', 'syntax'],
    ['account:orchard', 'syntax'],
  ])('%j is refused: %s', (text, problem) => {
    expect(parseSelector(text)).toMatchObject({ ok: false, problem });
  });

  test('a name that can be selected is read as that name and nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'aZ1-_ .:*?/=()') }), (name) => {
        const parsed = parseSelector(name);
        expect(parsed.ok && parsed.selector.kind === 'name' && parsed.selector.name === name).toBe(
          isSelectableName(name),
        );
      }),
    );
  });
});

function unit(by: object, recursive: boolean) {
  return { kind: 'organizational-unit', unit: by, recursive };
}
