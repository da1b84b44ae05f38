// Conditions: what each operator holds for, and that the ways a key can be are all found.
import { describe, expect, it } from 'vitest';
import type { ConditionKeyType } from '../../src/policy/catalogue/action-index.ts';
import { automataOnce } from '../../src/policy/compare/cells.ts';
import { holds, type Test, testOf } from '../../src/policy/compare/condition-test.ts';
import { keyCases } from '../../src/policy/compare/key-cases.ts';
import { parseOperator } from '../../src/policy/language/operators.ts';
import { pick, randomFrom } from './random.ts';

const test = (operator: string, ...values: readonly string[]): Test =>
  testOf(
    { operator: parseOperator({ text: operator }), key: { text: 'aws:Key' }, values: values.map((text) => ({ text })) },
    true,
  );

// biome-ignore lint/suspicious/noTemplateCurlyInString: how IAM escapes a star
const STAR = '${*}';

describe('holds', () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[] | undefined, boolean])[] = [
    ['StringEquals', ['apple'], ['apple'], true],
    ['StringEquals', ['appl?'], ['apple'], false],
    ['StringEquals', ['apple'], ['Apple'], false],
    ['StringEquals', ['apple'], undefined, false],
    ['StringEqualsIfExists', ['apple'], undefined, true],
    ['StringNotEquals', ['apple', 'pear'], ['pear'], false],
    ['StringNotEquals', ['apple'], undefined, true],
    ['StringEqualsIgnoreCase', ['apple'], ['APPLE'], true],
    ['StringNotEqualsIgnoreCase', ['apple'], ['APPLE'], false],
    ['StringLike', ['app*', 'p?ar'], ['pear'], true],
    ['StringLike', [STAR], ['apple'], false],
    ['StringLike', [STAR], ['*'], true],
    ['StringNotLike', ['app*'], ['apple'], false],
    ['Bool', ['true'], ['True'], true],
    ['Bool', ['true'], undefined, false],
    ['BoolIfExists', ['false'], undefined, true],
    ['NumericEquals', ['10'], ['10.0'], true],
    ['NumericLessThan', ['10', '5'], ['7'], true],
    ['NumericLessThan', ['10'], ['many'], false],
    ['NumericGreaterThanEquals', ['10'], ['10'], true],
    ['DateLessThan', ['2027-01-01T00:00:00Z'], ['2026-11-22T12:00:00Z'], true],
    ['DateGreaterThan', ['2027-01-01'], ['1798761601'], true],
    ['DateEquals', ['2027-01-01T00:00:00+01:00'], ['2026-12-31T23:00:00'], true],
    ['IpAddress', ['192.0.2.0/24'], ['192.0.2.77'], true],
    ['IpAddress', ['192.0.2.0/24'], ['198.51.100.1'], false],
    ['IpAddress', ['192.0.2.0/33'], ['192.0.2.0'], false],
    ['IpAddress', ['2001:db8::/32'], ['2001:db8:1::1'], true],
    ['NotIpAddress', ['192.0.2.0/24'], undefined, true],
    ['ArnLike', ['arn:aws:iam::*:role/picker-*'], ['arn:aws:iam::111111111111:role/picker-red'], true],
    ['ArnLike', ['arn:aws:iam:*:role/picker'], ['arn:aws:iam::111111111111:role/picker'], true],
    ['ArnLike', ['arn:aws:iam::*:role/picker'], ['arn:aws:iam::1:2:role/picker'], false],
    ['ArnEquals', ['arn:aws:sns:*:*:*'], ['arn:aws:sns:eu-west-1:111111111111:a:b'], true],
    ['ArnNotLike', ['arn:aws:sns:*:*:*'], ['arn:aws:sqs:eu-west-1:111111111111:a'], true],
    ['BinaryEquals', ['QQ=='], ['QQ=='], true],
    ['Null', ['true'], undefined, true],
    ['Null', ['false'], undefined, false],
    ['Null', ['false'], [''], true],
    ['ForAllValues:StringEquals', ['crop', 'field'], ['crop'], true],
    ['ForAllValues:StringEquals', ['crop'], ['crop', 'field'], false],
    ['ForAllValues:StringEquals', ['crop'], undefined, true],
    ['ForAnyValue:StringEquals', ['crop'], ['field', 'crop'], true],
    ['ForAnyValue:StringEquals', ['crop'], undefined, false],
    ['ForAnyValue:StringNotEquals', ['crop'], ['crop', 'field'], true],
    ['ForAllValues:StringNotEquals', ['crop'], ['crop', 'field'], false],
    ['StringEquals', [], ['apple'], false],
    ['StringNotEquals', [], ['apple'], true],
  ];

  it.each(rows)('%s %j: %j → %s', (operator, values, given, expected) => {
    expect(holds(test(operator, ...values), given)).toBe(expected);
  });
});

describe('keyCases', () => {
  const tools = (type?: ConditionKeyType) => {
    const budget = { steps: 1_000_000 };
    return { automata: automataOnce(budget), budget, typeOf: () => type };
  };
  const signature = (tests: readonly Test[], values: readonly string[] | undefined) =>
    tests.map((one) => (holds(one, values) ? 1 : 0)).join('');

  const kinds: readonly (readonly [
    string,
    ConditionKeyType | undefined,
    readonly string[],
    readonly string[],
    readonly string[],
  ])[] = [
    [
      'texts',
      undefined,
      ['StringEquals', 'StringLike', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotLikeIfExists', 'Null'],
      ['a', 'b', 'A', 'a*', '?', '*b', 'true'],
      ['', 'a', 'b', 'A', 'B', 'ab', 'bb', 'c', 'cc', 'ac', 'cb', 'aB', 'a*', '?', '*b', 'true', 'tru'],
    ],
    [
      'numbers',
      'Numeric',
      ['NumericEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'NumericNotEquals', 'Null'],
      ['1', '2', '5', '-3', 'true'],
      ['-4', '-3', '0', '1', '1.5', '2', '3', '5', '9'],
    ],
    [
      'texts, as numbers',
      'String',
      ['NumericEquals', 'NumericLessThan', 'NumericGreaterThanEquals', 'NumericNotEquals', 'StringEquals', 'Null'],
      ['1', '2', '5', '-3', 'true'],
      ['-4', '-3', '0', '1', '1.0', '1.5', '2', '02', '3', '5', '5.00', '9', 'x', ''],
    ],
    [
      'extreme numbers',
      'Numeric',
      ['NumericEquals', 'NumericLessThan', 'NumericLessThanEquals', 'NumericGreaterThan'],
      ['10000000000000000000', '10000000000000000001', '0.0000001', '0.00000010000000000000000001'],
      [
        ...[
          '0',
          '0.0000001',
          '0.00000010000000000000000000001',
          '0.00000010000000000000000001',
          '1',
          '9999999999999999999',
        ],
        ...['10000000000000000000', '10000000000000000000.5', '10000000000000000001', '10000000000000000001.5'],
      ],
    ],
    [
      'dates',
      'Date',
      ['DateEquals', 'DateLessThan', 'DateGreaterThanEquals'],
      ['2026-01-01', '2026-06-01T12:00:00Z', '1798761600'],
      ['2025-01-01', '2026-01-01', '2026-03-01', '2026-06-01T12:00:00Z', '2026-09-09', '1798761600', '2028-01-01'],
    ],
    [
      'texts, as dates and addresses',
      undefined,
      ['DateLessThan', 'DateGreaterThanEquals', 'IpAddress', 'NotIpAddress', 'StringEquals', 'Bool'],
      ['2026-06-01T12:00:00Z', '2026-06-01T12:00:00.0005Z', '10.0.0.0/8', '10.1.2.3', 'true'],
      [
        ...[
          '2025-01-01',
          '2026-06-01T12:00:00Z',
          '2026-06-01T12:00:00.0001Z',
          '2026-06-01T12:00:00.0005Z',
          '2027-01-01',
        ],
        ...['9.255.255.255', '10.0.0.0', '10.1.2.3', '10.1.2.4', '11.0.0.0', '::1', 'true', 'TRUE', 'false', 'x', ''],
      ],
    ],
    [
      'addresses',
      'IPAddress',
      ['IpAddress', 'NotIpAddress', 'IpAddressIfExists'],
      ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '192.0.2.0/24', '2001:db8::/32'],
      [
        '0.0.0.0',
        '10.0.0.0',
        '10.1.0.0',
        '10.1.2.3',
        '10.1.2.4',
        '10.2.0.0',
        '11.0.0.0',
        '192.0.2.9',
        '255.255.255.255',
        '2001:db8::1',
        '::1',
      ],
    ],
    ['flags', 'Bool', ['Bool', 'BoolIfExists', 'Null'], ['true', 'false'], ['true', 'false']],
    [
      'texts, as flags',
      'String',
      ['Bool', 'BoolIfExists', 'StringEquals', 'Null'],
      ['true', 'false'],
      ['true', 'false', 'TRUE', 'fALSE', 'x', ''],
    ],
    [
      'several values',
      'ArrayOfString',
      [
        'ForAnyValue:StringEquals',
        'ForAllValues:StringLike',
        'ForAnyValue:StringNotEquals',
        'ForAllValues:StringEqualsIfExists',
        'StringEquals',
      ],
      ['a', 'b', 'a*'],
      ['a', 'b', 'ab', 'c'],
    ],
  ];

  it.each(kinds)('finds every way a key of %s can be, and only those', (name, type, operators, listed, tried) => {
    const random = randomFrom(name.length);
    for (let count = 0; count < 150; count++) {
      const tests = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
        test(
          pick(random, operators),
          ...Array.from({ length: 1 + Math.floor(random() * 2) }, () => pick(random, listed)),
        ),
      );
      const { cases, complete } = keyCases(tests, tools(type));
      expect(complete).toBe(true);
      const found = cases.map(({ values }) => signature(tests, values));
      expect(cases.map(({ holding }) => tests.map(({ key }) => (holding.has(key) ? 1 : 0)).join(''))).toEqual(found);
      const ways: readonly (readonly string[] | undefined)[] =
        name === 'several values'
          ? [undefined, ...tried.flatMap((a) => tried.flatMap((b) => tried.map((c) => [a, b, c])))]
          : [undefined, ...tried.map((value) => [value])];
      expect(ways.map((values) => signature(tests, values)).filter((way) => !found.includes(way))).toEqual([]);
    }
  });

  it('says so when it cannot tell: a key compared as text and as a number', () => {
    expect(keyCases([test('StringLike', '1*'), test('NumericLessThan', '10')], tools()).complete).toBe(false);
  });
});
