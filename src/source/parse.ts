// Phase `parse`: the text of a file → one located value tree, for YAML and JSON alike.
import { collected } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import { convert } from './convert.ts';
import type { ParsedFile, SourceFile } from './file.ts';
import { isJsonPath, jsonProblem } from './json.ts';
import { linesOf } from './lines.ts';
import { composeFirstDocument, type TokenBudget, tokenBudget } from './tokens.ts';
import type { Value } from './value.ts';

export interface Parsed extends Phase<Value | undefined> {
  /** See `ParsedFile.unread`. */
  readonly unread: readonly string[];
}

/** The value is undefined for an empty file, and for a broken one, which then has errors. `budget`: of all files of a folder together. */
export function parse(file: SourceFile, budget: TokenBudget = tokenBudget(file.text.length)): Parsed {
  const lines = linesOf(file.path, file.text);
  if (isJsonPath(file.configPath)) {
    const problem = jsonProblem(file.text);
    if (problem !== undefined) {
      const span = lines.spanAt(problem.offset, problem.offset + 1);
      const finding = diagnose('yaml/not-json', { reason: problem.reason }, { span });
      return { value: undefined, diagnostics: [finding], unread: [file.text] };
    }
  }
  const { document, findings } = composeFirstDocument(file.text, lines, budget);
  if (document === undefined) return { value: undefined, diagnostics: findings, unread: [file.text] };
  const converted = convert(document, file, lines);
  const diagnostics = [...findings, ...converted.findings];
  return { value: converted.value, diagnostics, unread: [...converted.unread, ...unreadAfter(diagnostics, file)] };
}

/** Errors after which what follows was not read, and errors after which any part may be missing. */
function unreadAfter(diagnostics: readonly Diagnostic[], { text }: SourceFile): readonly string[] {
  if (diagnostics.some(({ code }) => code === 'yaml/too-many-aliases' || code === 'yaml/too-deep')) return [text];
  const second = diagnostics.find(({ code }) => code === 'yaml/multiple-documents');
  return second === undefined ? [] : [text.slice(second.span?.start.offset)];
}

/** What became of files that were read before: the very same ones are not read again. */
export type ParsedFiles = ReadonlyMap<SourceFile, Parsed>;

export interface ParsedFolder extends Phase<readonly ParsedFile[]> {
  /** Empty where the budget ran out: what became of a file then hung on those before it. */
  readonly parsed: ParsedFiles;
}

/** The YAML files of a folder, in their order. */
export function parseAll(
  files: readonly SourceFile[],
  budget: TokenBudget = tokenBudget(charactersIn(files)),
  known: ParsedFiles = new Map(),
): ParsedFolder {
  const parsed = files.map((file) => ({ file, phase: known.get(file) ?? parse(file, budget) }));
  return {
    parsed: new Map(budget.left < 0 ? [] : parsed.map(({ file, phase }) => [file, phase])),
    value: parsed.map(({ file: { path, configPath }, phase: { value, unread } }) => ({
      path,
      configPath,
      value,
      unread,
    })),
    diagnostics: collected(parsed.flatMap(({ phase }) => phase.diagnostics)),
  };
}

/** Of different texts: a file with many names is not larger for it. */
export function charactersIn(files: readonly Partial<SourceFile>[]): number {
  return [...new Set(files.map(({ text = '' }) => text))].reduce((sum, { length }) => sum + length, 0);
}
