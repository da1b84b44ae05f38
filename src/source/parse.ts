// Phase `parse`: the text of a file → one located value tree, for YAML and JSON alike.
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { convert } from './convert.ts';
import type { ParsedFile, SourceFile } from './file.ts';
import { isJsonPath, jsonProblem } from './json.ts';
import { linesOf } from './lines.ts';
import { composeFirstDocument } from './tokens.ts';
import type { Value } from './value.ts';

export interface Parsed extends Phase<Value | undefined> {
  /** See `ParsedFile.unread`. */
  readonly unread: readonly string[];
}

/** The value is undefined for an empty file, and for a broken one, which then has errors. */
export function parse(file: SourceFile): Parsed {
  const lines = linesOf(file.path, file.text);
  if (isJsonPath(file.configPath)) {
    const problem = jsonProblem(file.text);
    if (problem !== undefined) {
      const span = lines.spanAt(problem.offset, problem.offset + 1);
      const finding = diagnose('yaml/not-json', { reason: problem.reason }, { span });
      return { value: undefined, diagnostics: [finding], unread: [file.text] };
    }
  }
  const { document, findings } = composeFirstDocument(file.text, lines);
  if (document === undefined) return { value: undefined, diagnostics: findings, unread: [file.text] };
  const converted = convert(document, file, lines);
  const diagnostics = [...findings, ...converted.findings];
  return { value: converted.value, diagnostics, unread: [...converted.unread, ...unreadAfter(diagnostics, file)] };
}

/** Errors after which what follows was not read, and errors after which any part may be missing. */
function unreadAfter(diagnostics: readonly Diagnostic[], { text }: SourceFile): readonly string[] {
  return diagnostics.flatMap(({ code, span }) => {
    if (code === 'yaml/multiple-documents') return [text.slice(span?.start.offset)];
    return code === 'yaml/too-many-aliases' ? [text] : [];
  });
}

/** The YAML files of a folder, in their order. */
export function parseAll(files: readonly SourceFile[]): Phase<readonly ParsedFile[]> {
  const parsed = files.map((file) => ({ file, phase: parse(file) }));
  return {
    value: parsed.map(({ file: { path, configPath }, phase: { value, unread } }) => ({
      path,
      configPath,
      value,
      unread,
    })),
    diagnostics: parsed.flatMap(({ phase }) => phase.diagnostics),
  };
}
