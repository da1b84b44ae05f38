// The declarations of one section over all files of a folder: each is decoded by itself, and one with a mistake spoils no other.
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { ParsedFile } from '../source/file.ts';
import type { Span } from '../source/span.ts';
import { type Located, type MappingValue, type Value, wordsIn } from '../source/value.ts';
import type { GrantDeclaration, Section } from './declarations.ts';
import { type Body, entryIn, itemsOf, mappingOf, type Report } from './fields.ts';
import { decodeGrant } from './grants.ts';
import { type Shape, withoutBroken } from './schema.ts';

export interface ShapedFile {
  readonly file: ParsedFile;
  readonly shape: Shape;
}

export const bodyOf = (value: Value | undefined): Body => (value?.kind === 'mapping' ? value : undefined);

/** Undefined when it is not there, or no section at all. */
export function sectionOf({ file, shape }: ShapedFile, section: string): Value | undefined {
  const value = entryIn(bodyOf(file.value), section)?.value;
  return value === undefined || shape.broken.has(value) ? undefined : value;
}

interface Declared {
  readonly name: Located<string>;
  readonly body: MappingValue;
  /** Config path of the file. */
  readonly file: string;
  readonly report: Report;
}

interface Merged<T> {
  /** In order of their names. */
  readonly valid: ReadonlyMap<string, T>;
  readonly invalid: ReadonlySet<string>;
  /** The invalid ones, as far as they could be read. */
  readonly rejected: readonly T[];
  /** The words in them. */
  readonly words: readonly string[];
}

/** Merges one section over all files: the first declaration of a name stands, and one with an error is invalid. */
export function merger(files: readonly ShapedFile[], report: Report) {
  return <T>(section: Section, kind: string, decodeOne: (declared: Declared) => T): Merged<T> => {
    const first = new Map<string, Span>();
    const valid = new Map<string, T>();
    const invalid = new Set<string>();
    const rejected: T[] = [];
    const words: string[] = [];
    for (const shaped of files) {
      for (const { key, keySpan, value } of bodyOf(sectionOf(shaped, section))?.entries ?? []) {
        const name = { value: key, span: keySpan };
        const { decoded, isValid, findings } = decodeEntry(value, shaped, (body, own) =>
          decodeOne({ name, body, file: shaped.file.configPath, report: own }),
        );
        findings.forEach(report);
        const before = first.get(key);
        if (before !== undefined) report(duplicate(kind, name, before));
        else if (isValid && decoded !== undefined) valid.set(key, decoded);
        else invalid.add(key);
        first.set(key, before ?? keySpan);
        if (!isValid && decoded !== undefined) rejected.push(decoded);
        if (!isValid) words.push(`${key}\n${wordsIn(value)}`);
      }
    }
    return { valid: new Map([...valid].sort(([a], [b]) => (a < b ? -1 : 1))), invalid, rejected, words };
  };
}

function duplicate(kind: string, { value: name, span }: Located<string>, before: Span): Diagnostic {
  return diagnose(
    'name/duplicate',
    { kind, name },
    { span, labels: [{ span: before, message: 'first declared here' }] },
  );
}

interface DecodedEntry<T> {
  /** Undefined when there is nothing to read. */
  readonly decoded: T | undefined;
  /** Neither its shape is wrong nor has its decoder found an error. */
  readonly isValid: boolean;
  /** Of the decoder. */
  readonly findings: readonly Diagnostic[];
}

/** Decodes what is in shape of a declaration. It is told which keys are there, in shape or not. */
function decodeEntry<T>(
  value: Value,
  { shape }: ShapedFile,
  decodeOne: (body: MappingValue, report: Report, keys: ReadonlySet<string>) => T,
): DecodedEntry<T> {
  if (shape.broken.has(value)) return { decoded: undefined, isValid: false, findings: [] };
  const { report, findings } = collector();
  const written = mappingOf(value);
  const body = withoutBroken(written, shape.broken);
  const decoded = decodeOne(body, report, new Set(written.entries.map(({ key }) => key)));
  const found = findings();
  return { decoded, isValid: !shape.rejected.has(value) && !hasErrors(found), findings: found };
}

export function grantsOf(files: readonly ShapedFile[], report: Report) {
  const grants = files.flatMap((shaped) =>
    itemsOf(sectionOf(shaped, 'grants')).map((item) => decodeEntry(item, shaped, decodeGrant)),
  );
  for (const { findings } of grants) findings.forEach(report);
  const those = (wanted: boolean): readonly GrantDeclaration[] =>
    grants.flatMap(({ decoded, isValid }) => (decoded !== undefined && isValid === wanted ? [decoded] : []));
  return { valid: those(true), rejected: those(false) };
}
