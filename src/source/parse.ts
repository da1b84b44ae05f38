// Phase `parse`: the text of a file → one located value tree, for YAML and JSON alike.
import type { Phase } from '../diagnostics/diagnostic.ts';
import { type Code, diagnose } from '../diagnostics/rules.ts';
import { convert } from './convert.ts';
import type { ParsedFile, SourceFile } from './file.ts';
import { isJsonPath, jsonProblem } from './json.ts';
import { linesOf } from './lines.ts';
import { composeFirstDocument } from './tokens.ts';
import type { Value } from './value.ts';

/** The value is undefined for an empty file, and for a broken one, which then has errors. */
export function parse(file: SourceFile): Phase<Value | undefined> {
  const lines = linesOf(file.path, file.text);
  if (isJsonPath(file.configPath)) {
    const problem = jsonProblem(file.text);
    if (problem !== undefined) {
      const span = lines.spanAt(problem.offset, problem.offset + 1);
      return { value: undefined, diagnostics: [diagnose('yaml/not-json', { reason: problem.reason }, { span })] };
    }
  }
  const { document, findings } = composeFirstDocument(file.text, lines);
  if (document === undefined) return { value: undefined, diagnostics: findings };
  const converted = convert(document, file, lines);
  return { value: converted.value, diagnostics: [...findings, ...converted.findings] };
}

/** Errors after which every key and value of the file is still there. */
const KEEPS_EVERYTHING: ReadonlySet<Code> = new Set(['yaml/control-character', 'yaml/tag']);

/** The YAML files of a folder, in their order. */
export function parseAll(files: readonly SourceFile[]): Phase<readonly ParsedFile[]> {
  const parsed = files.map((file) => ({ file, phase: parse(file) }));
  return {
    value: parsed.map(({ file: { path, configPath }, phase: { value, diagnostics } }) => ({
      path,
      configPath,
      value,
      incomplete: diagnostics.some(({ severity, code }) => severity === 'error' && !KEEPS_EVERYTHING.has(code)),
    })),
    diagnostics: parsed.flatMap(({ phase }) => phase.diagnostics),
  };
}
