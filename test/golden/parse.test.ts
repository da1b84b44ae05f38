import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from '../../src/source/parse.ts';
import type { Value } from '../../src/source/value.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';

goldenCases('parse', ({ input }) =>
  readdirSync(input)
    .sort()
    .map((name) => {
      const text = readFileSync(path.join(input, name), 'utf8');
      const { value, diagnostics } = parse({ path: name, configPath: name, text });
      return `== ${name}\n${formatFindings(diagnostics)}\n${value === undefined ? 'no value\n' : shortened(tree(value))}`;
    })
    .join('\n'),
);

/** Hostile files make large trees, of which the beginning says enough. */
function shortened(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => (line.length <= 1000 ? line : `${line.slice(0, 60)}… ${line.slice(-40)}`));
  return lines.length <= 60 ? lines.join('\n') : `${lines.slice(0, 20).join('\n')}\n… ${lines.length - 21} more\n`;
}

/** One line a value with its place; keys with theirs. */
function tree(value: Value, indent = ''): string {
  switch (value.kind) {
    case 'scalar':
      return `${indent}${JSON.stringify(value.value)}${value.quoted ? ' quoted' : ''} ${place(value)}\n`;
    case 'sequence':
      return `${indent}sequence ${place(value)}\n${value.items.map((item) => tree(item, `${indent}  `)).join('')}`;
    case 'mapping':
      return `${indent}mapping ${place(value)}\n${value.entries
        .map(
          ({ key, keySpan, value: member }) =>
            `${indent}  ${JSON.stringify(key)} ${place({ span: keySpan })}\n${tree(member, `${indent}    `)}`,
        )
        .join('')}`;
    default:
      return value satisfies never;
  }
}

function place({ span: { start, end } }: Pick<Value, 'span'>): string {
  return `${start.line}:${start.column}-${end.line}:${end.column}`;
}
