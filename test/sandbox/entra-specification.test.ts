// ENTRA.md and the code: the same operations with the same permissions and query options, and the same edits.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { membersOf } from '../../src/sandbox/constraints.ts';
import { EDITS } from '../../src/sandbox/entra/edits.ts';
import { type GraphOperation, OPERATIONS } from '../../src/sandbox/entra/operations.ts';
import { entraSeed } from '../../src/sandbox/entra/seed-shape.ts';

const SPECIFICATION = readFileSync(new URL('../../src/sandbox/ENTRA.md', import.meta.url), 'utf8');

/** What stands under a heading. */
const section = (heading: string): string => SPECIFICATION.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';

const rowsOf = (heading: string): readonly string[] =>
  section(heading)
    .split('\n')
    .filter((line) => line.startsWith('| `'));

function optionsText({ select, filter = {}, isFilterRequired, top, count }: GraphOperation['options']): string {
  const filters = Object.entries(filter).map(
    ([name, { operators, isAdvanced }]) => `${name} ${operators.join('/')}${isAdvanced ? '*' : ''}`,
  );
  return [
    ...(select ? ['`$select`'] : []),
    ...(filters.length > 0 ? [`\`$filter\`${isFilterRequired ? ' (required)' : ''}: ${filters.join(', ')}`] : []),
    ...(top === undefined ? [] : ['`$top`']),
    ...(count ? ['`$count`'] : []),
  ].join('; ');
}

test('it lists the operations that there are, with their permissions and query options', () => {
  const rows = Object.entries(OPERATIONS).map(([name, { method, path, permissions, options }]) => {
    const each = permissions.map((one) => (typeof one === 'string' ? one : one.join(' + ')));
    return `| \`${name}\` | ${method} ${path} | ${each.join(', ')} | ${optionsText(options)} |`;
  });
  expect(rowsOf('Operations')).toEqual(rows);
});

test('it lists the edits that there are, with their members', () => {
  const rows = Object.entries(EDITS).map(([name, { members }]) => {
    const each = membersOf(members).map(({ name: member, shape, required }) => {
      const inner =
        shape.kind === 'structure'
          ? ` { ${membersOf(shape.members)
              .map((of) => of.name)
              .join(', ')} }`
          : '';
      return `${member}${required ? '' : '?'}${inner}`;
    });
    return `| \`${name}\` | ${each.join(', ')} |`;
  });
  expect(rowsOf('Changing the tenant')).toEqual(rows);
});

test('it has every member of the seed', () => {
  const text = section('The section `entra` of the seed');
  const names = (shape: unknown): readonly string[] => {
    const { kind, members = {}, of } = shape as { kind: string; members?: object; of?: unknown };
    if (kind === 'list') return names(of);
    if (kind !== 'structure') return [];
    return Object.entries(members).flatMap(([name, inner]) => [name, ...names(inner)]);
  };
  const wanted = [...new Set(names(entraSeed))].map((name) =>
    name.endsWith('?') ? `"${name.slice(0, -1)}"?` : `"${name}"`,
  );
  expect(wanted.filter((name) => !text.includes(name))).toEqual([]);
});
