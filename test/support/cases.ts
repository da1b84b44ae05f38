// Golden cases: `test/cases/<stage>/<situation>/` holds an input and what the stage makes of it. `vitest -u` rewrites what is expected.
import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Span } from '../../src/source/span.ts';

const CASES = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../cases');

export interface GoldenCase {
  /** The situation. */
  readonly name: string;
  readonly folder: string;
  /** The input folder: `input/`, or one made from `input.json` for files that git cannot or should not hold. */
  readonly input: string;
}

/** One test for each case of the stage: what `run` returns must be what `expected.txt` holds. */
export function goldenCases(stage: string, run: (golden: GoldenCase) => string | Promise<string>): void {
  describe(`cases/${stage}`, () => {
    test.each(caseNames(stage))('%s', async (name) => {
      const folder = path.join(CASES, stage, name);
      const recipe = path.join(folder, 'input.json');
      const input = existsSync(recipe) ? makeInput(recipe) : path.join(folder, 'input');
      try {
        const text = await run({ name, folder, input });
        await expect(text.replaceAll(input, '<input>')).toMatchFileSnapshot(path.join(folder, 'expected.txt'));
      } finally {
        if (existsSync(recipe)) rmSync(path.dirname(input), { recursive: true });
      }
    });
  });
}

function caseNames(stage: string): readonly string[] {
  return readdirSync(path.join(CASES, stage), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** How a file of `input.json` is made. */
interface Recipe {
  readonly text?: string;
  readonly base64?: string;
  /** Repeats `text`. */
  readonly times?: number;
  /** In each repetition, `#` is its number. */
  readonly numbered?: true;
  /** The first number; 0 when absent. */
  readonly from?: number;
  /** Before and after the repetitions. */
  readonly head?: string;
  readonly tail?: string;
  /** One after the other, between `head` and `tail`. */
  readonly parts?: readonly Recipe[];
  readonly linkTo?: string;
  readonly pipe?: true;
  /** Makes this many files; `#` in the name is their number. */
  readonly files?: number;
}

function makeInput(recipeFile: string): string {
  const input = path.join(mkdtempSync(path.join(tmpdir(), 'access-case-')), 'input');
  mkdirSync(input);
  const recipes: Readonly<Record<string, Recipe>> = JSON.parse(readFileSync(recipeFile, 'utf8'));
  for (const [name, recipe] of Object.entries(recipes)) {
    for (let number = 0; number < (recipe.files ?? 1); number++) {
      makeFile(path.join(input, name.replace('#', String(number))), recipe);
    }
  }
  return input;
}

function makeFile(file: string, recipe: Recipe): void {
  const { base64, linkTo, pipe } = recipe;
  mkdirSync(path.dirname(file), { recursive: true });
  if (linkTo !== undefined) symlinkSync(linkTo, file);
  else if (pipe) execFileSync('mkfifo', [file]);
  else writeFileSync(file, base64 === undefined ? textOf(recipe) : Buffer.from(base64, 'base64'));
}

function textOf({
  text = '',
  times = 1,
  numbered,
  from = 0,
  head = '',
  tail = '',
  parts: further = [],
}: Recipe): string {
  const parts = Array.from({ length: times }, (_, number) =>
    numbered ? text.replaceAll('#', String(from + number)) : text,
  );
  return [head, ...parts, ...further.map(textOf), tail].join('');
}

/** One line a finding, `error[code] file:line:column-line:column message`; hints and labels are indented below it. */
export function formatFindings(diagnostics: readonly Diagnostic[]): string {
  if (diagnostics.length === 0) return 'no findings\n';
  return diagnostics.map(formatFinding).join('');
}

function formatFinding({ severity, code, message, span, labels = [], hint }: Diagnostic): string {
  const lines = [
    `${severity}[${code}] ${span === undefined ? '' : `${formatSpan(span)} `}${message}`,
    ...labels.map((label) => `  ${formatSpan(label.span)} ${label.message}`),
    ...(hint === undefined ? [] : [`  hint: ${hint}`]),
  ];
  return `${lines.join('\n')}\n`;
}

export function formatSpan({ file, start, end }: Span): string {
  return `${file}:${start.line}:${start.column}-${end.line}:${end.column}`;
}
