// SANDBOX.md and the code: the same operations, the same settings, the same faults.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { FAULT_NAMES } from '../../src/sandbox/faults.ts';
import { DEFAULT_SETTINGS } from '../../src/sandbox/index.ts';
import { OPERATIONS } from '../../src/sandbox/operations/index.ts';

const SPECIFICATION = readFileSync(new URL('../../src/sandbox/SANDBOX.md', import.meta.url), 'utf8');

/** The rows of the table under a heading, each as its cells. */
function table(heading: string): readonly (readonly string[])[] {
  const [, section = ''] = SPECIFICATION.split(`\n## ${heading}\n`);
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) =>
    line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1),
  );
}

test('it lists the operations that there are, and no others', () => {
  const listed = new Map<string, string[]>();
  let service = '';
  for (const [name = '', operations = ''] of table('Operations')) {
    service = name === '' ? service : name;
    const names = operations.replaceAll(/\([^)]*\)/g, '').match(/[A-Za-z]+/g) ?? [];
    listed.set(service, [...(listed.get(service) ?? []), ...names]);
  }
  const sorted = Object.fromEntries([...listed].map(([name, operations]) => [name, operations.sort()]));
  const offered = Object.entries(OPERATIONS).map(([name, operations]) => [name, Object.keys(operations).sort()]);
  expect(sorted).toEqual(Object.fromEntries(offered));
});

test('it mentions every setting and describes every fault', () => {
  expect(Object.keys(DEFAULT_SETTINGS).filter((name) => !SPECIFICATION.includes(`\`${name}`))).toEqual([]);
  const described = table('Faults')
    .map(([name = '']) => name)
    .join();
  expect([...FAULT_NAMES, 'slow'].filter((name) => !described.includes(`\`${name}\``))).toEqual([]);
});
