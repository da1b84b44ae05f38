// One table of formats: what commands offer, what their help and errors say, and what can be printed.
import { describe, expect, test } from 'vitest';
import { VERBS } from '../../../src/commands/index.ts';
import { FORMATS, formatNames, inFormat, type ResultKind } from '../../../src/render/formats.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { access } from '../../support/host.ts';
import { finding } from '../../support/plans.ts';
import { STORIES } from './stories.ts';

const around = { style: PLAIN, width: 100, toolVersion: '0.1.0' };
const KINDS = Object.keys(FORMATS) as readonly ResultKind[];
const printing = VERBS.flatMap(({ name, prints }) => (prints === undefined ? [] : [[name, prints] as const]));

test.each(KINDS)('%s is for people unless somebody asks for something else', (kind) => {
  // A snapshot is read by another command, and by nobody else.
  expect(formatNames(kind)[0]).toBe(kind === 'snapshot' ? 'json' : 'text');
});

describe.each(printing)('access %s', (verb, kind) => {
  test('offers the formats of what it prints, and explains each', async () => {
    const { stdout } = await access(['help', verb], { cwd: '/' });
    const choices = /\(choices:\s+((?:"\w+",?\s+)+)default:\s+"text"\)/.exec(stdout)?.[1];
    expect(choices?.match(/\w+/g)).toEqual(formatNames(kind));
    const help = stdout.slice(stdout.indexOf('\nFormats:\n'));
    for (const [name, { summary }] of Object.entries<{ summary: string }>(FORMATS[kind]))
      expect(help.replace(/\s+/g, ' ')).toContain(` ${name} ${summary}`);
  });

  test('names them where another is asked for', async () => {
    const { exitCode, stderr } = await access([verb, '--format', 'tea-leaves'], { cwd: '/' });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(`allowed choices are ${formatNames(kind).join(', ')}\n`);
  });
});

test('a command that prints one of several formats takes --format', () => {
  for (const { options, prints } of VERBS) expect(options.includes('format')).toBe(prints !== undefined);
});

test.each(formatNames('plan'))('a plan as %s', async (name) => {
  const { output, write } = await inFormat({ kind: 'plan', value: STORIES['hostile-names']! }, name);
  expect(output).toBe('stdout');
  expect(write(around)).toMatch(/\S\n$/);
});

const found = [finding('name/unknown', 'error', { message: 'unknown group `presers`' })];

test.each(formatNames('findings'))('findings as %s', async (name) => {
  const { output, write } = await inFormat({ kind: 'findings', value: { found, sources: new Map() } }, name);
  expect(output).toBe(name === 'text' ? 'stderr' : 'stdout');
  expect(write(around)).toMatch(/\S\n$/);
});
