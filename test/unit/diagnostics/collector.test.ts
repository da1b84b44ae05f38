import { describe, expect, test } from 'vitest';
import { collected, collector, MOST_FINDINGS, printable } from '../../../src/diagnostics/collector.ts';
import { diagnose } from '../../../src/diagnostics/diagnose.ts';
import { type Diagnostic, hasErrors, type Severity } from '../../../src/diagnostics/diagnostic.ts';
import { withLevels } from '../../../src/diagnostics/levels.ts';
import type { Code } from '../../../src/diagnostics/rules.ts';
import { countBySeverity } from '../../../src/render/diagnostics-summary.ts';

const finding = (code: Code, severity: Severity, offset: number): Diagnostic => ({
  code,
  severity,
  message: `number ${offset}`,
  span: {
    file: 'orchard.yaml',
    start: { line: 1, column: offset + 1, offset },
    end: { line: 1, column: offset + 2, offset: offset + 1 },
  },
});
const many = (count: number, code: Code, severity: Severity): readonly Diagnostic[] =>
  Array.from({ length: count }, (_, offset) => finding(code, severity, offset));

describe('what a phase keeps', () => {
  test('is a thousand of each code, and the number of the others', () => {
    const found = collected([...many(2500, 'yaml/tag', 'error'), ...many(3, 'account/selector-empty', 'error')]);
    expect(found.filter(({ code, count }) => code === 'yaml/tag' && count === undefined)).toHaveLength(MOST_FINDINGS);
    expect(found.filter(({ count }) => count !== undefined)).toEqual([
      { code: 'yaml/tag', severity: 'error', message: '1500 more', count: 1500 },
    ]);
    expect(countBySeverity(found)).toEqual({ errors: 2503, warnings: 0, notices: 0 });
  });

  test('is the same, collected once or in parts', () => {
    const all = many(5000, 'yaml/tag', 'error');
    const inParts = collected([...collected(all.slice(0, 2500)), ...collected(all.slice(2500))]);
    expect(inParts).toEqual(collected(all));
    expect(countBySeverity(inParts)).toEqual(countBySeverity(all));
  });

  test('counts one finding once, whoever reports it', () => {
    const { report, findings } = collector();
    const [only] = many(1, 'yaml/tag', 'error');
    for (let times = 0; times < 3; times++) report(only!);
    expect(findings()).toEqual([only]);
  });

  test('loses no warning that the settings make an error, whatever flood there is of others', () => {
    const flood = many(5000, 'grant/no-accounts', 'warning');
    const one = finding('yaml/unquoted-account-id', 'warning', 9999);
    const levels = new Map([['yaml/unquoted-account-id', 'error' as const]]);
    const found = printable(withLevels(collected([...flood, one]), levels));
    expect(hasErrors(found)).toBe(true);
    expect(found).toContainEqual({ ...one, severity: 'error' });
  });

  test('is left out with its code', () => {
    const found = collected(many(5000, 'grant/no-accounts', 'warning'));
    expect(withLevels(found, new Map([['grant/no-accounts', 'off' as const]]))).toEqual([]);
  });
});

describe('what is printed', () => {
  test('is everything, up to a thousand', () => {
    const found = many(MOST_FINDINGS, 'yaml/tag', 'error');
    expect(printable(found)).toBe(found);
  });

  test('is a thousand, errors first, and a line for the others of each severity', () => {
    const found = [
      ...many(900, 'grant/expired', 'notice'),
      ...many(900, 'grant/no-accounts', 'warning'),
      ...many(300, 'yaml/tag', 'error'),
    ];
    const printed = printable(found);
    const single = printed.filter(({ count }) => count === undefined);
    expect(single.filter(({ severity }) => severity === 'error')).toHaveLength(300);
    expect(single.filter(({ severity }) => severity === 'warning')).toHaveLength(700);
    expect(printed.slice(-2)).toEqual([
      { ...diagnose('cli/more-findings', { severity: 'warning', count: 200 }), severity: 'warning', count: 200 },
      { ...diagnose('cli/more-findings', { severity: 'notice', count: 900 }), severity: 'notice', count: 900 },
    ]);
    expect(countBySeverity(printed)).toEqual({ errors: 300, warnings: 900, notices: 900 });
    expect(printable(printed)).toEqual(printed);
  });

  test('cannot be silenced by the settings', () => {
    const printed = printable(many(1200, 'grant/no-accounts', 'warning'));
    expect(withLevels(printed, new Map([['cli/more-findings', 'off' as const]]))).toEqual(printed);
  });
});

test('texts of the files are cut in messages', () => {
  const long = 'x'.repeat(1_000_000);
  const { message, hint } = diagnose('schema/unknown-key', { key: long, known: [long, long], nearest: [] });
  expect(message).toBe(`unknown key \`${'x'.repeat(1024)}…\``);
  expect(hint!.length).toBeLessThan(8200);
  const halved = diagnose('yaml/tag', { tag: `${'x'.repeat(1023)}🍎${long}` }).message;
  expect(halved).not.toMatch(/\p{Surrogate}/u);
});
