import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import type { Code } from '../../../src/diagnostics/rules.ts';
import { RULES } from '../../../src/diagnostics/rules.ts';
import type { Checkout } from '../../../src/render/checkout.ts';
import { renderDiagnosticsSarif, type SarifLimits } from '../../../src/render/diagnostics-sarif.ts';
import { lineHashes } from '../../../src/render/line-hash.ts';
import { githubProblems } from '../../support/github-sarif.ts';
import { finding } from '../../support/plans.ts';
import { FINDINGS, SOURCES, spanOf } from './findings.ts';

const CHECKOUT: Checkout = { command: 'validate', folder: 'infra/iam', subject: 'access/access.yaml' };
/** Real codes: a rule needs its long form. */
const REAL = FINDINGS.map((found) => ({ ...found, code: found.code in RULES ? found.code : ('name/unknown' as Code) }));

interface Around {
  readonly sources?: ReadonlyMap<string, string>;
  readonly checkout?: Checkout;
  readonly limits?: SarifLimits;
}

function rendered(found: readonly Diagnostic[], { sources = SOURCES, checkout = CHECKOUT, limits }: Around = {}) {
  const text = renderDiagnosticsSarif({ found, sources, checkout }, '0.1.0', limits);
  expect(githubProblems(text)).toEqual([]);
  return JSON.parse(text).runs[0];
}

test('golden', async () => {
  const text = renderDiagnosticsSarif({ found: REAL, sources: SOURCES, checkout: CHECKOUT }, '0.1.0');
  expect(githubProblems(text)).toEqual([]);
  await expect(text).toMatchFileSnapshot(
    new URL('../../cases/render/findings/findings.sarif.json', import.meta.url).pathname,
  );
});

test('every code makes a rule that GitHub takes', () => {
  const all = (Object.keys(RULES) as Code[]).map((code) => finding(code, 'error', { message: 'is wrong' }));
  expect(rendered(all).tool.driver.rules).toHaveLength(Object.keys(RULES).length);
});

test('nothing found is a run without results, which closes the alerts of the last one', () => {
  expect(rendered([]).results).toEqual([]);
});

describe('a place for every finding', () => {
  const uriOf = (found: Diagnostic, around: Around = {}) => {
    const [{ artifactLocation, region }] = rendered([found], around).results[0].locations.map(
      (location: { physicalLocation: unknown }) => location.physicalLocation,
    );
    return `${artifactLocation.uri}:${region.startLine}`;
  };
  const nowhere = finding('policy/data-old', 'notice', { message: 'the data is old' });
  const at = (file: string) =>
    finding('name/unknown', 'error', { message: 'unknown', span: { ...spanOf('access/teams.yaml', 'pikers'), file } });

  test.each([
    ['about no file: the settings', nowhere, {}, 'infra/iam/access/access.yaml:1'],
    ['from the top of the repository', at('access/teams.yaml'), {}, 'infra/iam/access/teams.yaml:6'],
    ['above the working folder', at('../shared/teams.yaml'), {}, 'infra/shared/teams.yaml:6'],
    ['in the working folder itself', at('./teams.yaml'), {}, 'infra/iam/teams.yaml:6'],
    [
      'with characters that a URI has not',
      at('access/ä b#[1].yaml'),
      {},
      'infra/iam/access/%C3%A4%20b%23%5B1%5D.yaml:6',
    ],
    [
      'in a file of the base that is still there',
      at('main:access/windows.yaml'),
      { checkout: { ...CHECKOUT, past: 'main:' } },
      'infra/iam/access/windows.yaml:1',
    ],
    [
      'in a file of the base that is gone',
      at('main:access/gone.yaml'),
      { checkout: { ...CHECKOUT, past: 'main:' } },
      'infra/iam/access/access.yaml:1',
    ],
  ] satisfies [string, Diagnostic, Around, string][])('%s', (_, found, around, expected) => {
    expect(uriOf(found, around)).toBe(expected);
  });

  test('without a checkout, too', () => {
    expect(githubProblems(renderDiagnosticsSarif({ found: [nowhere], sources: new Map() }, '0.1.0'))).toEqual([]);
  });
});

test('each folder and each command is an analysis of its own', () => {
  const idOf = (checkout: Checkout) => rendered([], { checkout }).automationDetails.id;
  expect(idOf(CHECKOUT)).toBe('access/validate/infra/iam/access/');
  expect(idOf({ ...CHECKOUT, command: 'lint' })).toBe('access/lint/infra/iam/access/');
  expect(idOf({ command: 'validate', folder: '', subject: 'access.yaml' })).toBe('access/validate/');
});

describe('fingerprints', () => {
  const printsOf = (found: readonly Diagnostic[], sources = SOURCES) =>
    rendered(found, { sources }).results.map(
      ({ partialFingerprints }: { partialFingerprints: unknown }) => partialFingerprints,
    );

  test('stay when lines move', () => {
    const moved = new Map([...SOURCES].map(([file, text]) => [file, `# a comment\n\n${text}`]));
    const lower = REAL.map((found) =>
      found.span === undefined
        ? found
        : {
            ...found,
            span: {
              ...found.span,
              start: { ...found.span.start, line: found.span.start.line + 2 },
              end: { ...found.span.end, line: found.span.end.line + 2 },
            },
          },
    );
    const spanless = REAL.filter(({ span }) => span !== undefined).length;
    expect(printsOf(lower, moved)).toEqual(printsOf(REAL));
    expect(spanless).toBeGreaterThan(5);
  });

  test('of findings that read alike differ', () => {
    const twice = [0, 1].map((nth) =>
      finding('name/unknown', 'error', { message: 'unknown', span: spanOf('access/teams.yaml', 'Harvester', nth) }),
    );
    expect(new Set(printsOf(twice).map((prints: Record<string, string>) => prints['accessFinding/v1'])).size).toBe(2);
  });

  // Of github/codeql-action, whose test has them: its warning says that ours differ from its own.
  test.each([
    ['', ['c129715d7a2bc9a3:1']],
    [' a\nb\n  \t\tc\n d', ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1']],
    [
      ' hello; \t\nworld!!!\r\n\n\r  \t\tGreetings\r End\r\n',
      [
        'e9496ae3ebfced30:1',
        'fb7c023a8b9ccb3f:1',
        'ce8ba1a563dcdaca:1',
        'e20e36e16fcb0cc8:1',
        'b3edc88f2938467e:1',
        'c8e28b0b4002a3a0:1',
        'c129715d7a2bc9a3:1',
      ],
    ],
    [
      'Lorem ipsum dolor sit amet.\n'.repeat(10),
      [
        ...[1, 2, 3, 4, 5, 6].map((count) => `a7f2ff13bc495cf2:${count}`),
        'a7f2ff1481e87703:1',
        'a9cf91f7bbf1862b:1',
        '55ec222b86bcae53:1',
        'cc97dc7b1d7d8f7b:1',
        'c129715d7a2bc9a3:1',
      ],
    ],
  ])('GitHub’s own of %j', (text, hashes) => {
    expect(lineHashes(text)).toEqual(hashes);
  });
});

describe('bounds', () => {
  const many = (count: number, message: (number: number) => string) =>
    Array.from({ length: count }, (_, number) =>
      finding('name/unknown', (['notice', 'warning', 'error'] as const)[number % 3]!, { message: message(number) }),
    );
  const levelsOf = (results: readonly { level: string }[]) =>
    Object.fromEntries(
      ['error', 'warning', 'note'].map((level) => [level, results.filter((result) => result.level === level).length]),
    );

  test('the least severe are left out, and counted', () => {
    const { results } = rendered(many(300, String), { limits: { results: 150, bytes: 8_000_000 } });
    expect(levelsOf(results)).toEqual({ error: 100, warning: 51, note: 1 });
    const told = results.filter(({ ruleId }: { ruleId: string }) => ruleId === 'cli/more-findings');
    expect(told.map(({ message }: { message: { text: string } }) => message.text.split('\n')[0])).toEqual([
      '100 more notices not listed',
      '50 more warnings not listed',
    ]);
  });

  test('what nothing compresses stays below 10 MB', () => {
    const noise = many(3_000, () => randomBytes(4_000).toString('base64'));
    const { results } = rendered(noise);
    expect(levelsOf(results).error).toBe(1_000);
    expect(results.length).toBeLessThan(3_000);
  });

  test('a finding that shows a thousand places shows a hundred', () => {
    const labels = Array.from({ length: 1_000 }, () => ({
      span: spanOf('access/teams.yaml', 'pikers'),
      message: 'here',
    }));
    expect(
      rendered([finding('name/unknown', 'error', { message: 'm', labels })]).results[0].relatedLocations,
    ).toHaveLength(100);
  });
});

test('a name makes no link, and hides nothing', () => {
  const message = 'unknown group `[approved](https://evil.example)`, \\](x) \u202e';
  const [
    {
      message: { text },
    },
  ] = rendered([finding('name/unknown', 'error', { message })]).results;
  expect(text).toBe('unknown group `[approved\\](https://evil.example)`, \\\\\\](x) \\u{202e}');
});
