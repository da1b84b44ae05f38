// YAML of other tools as data. Parsed as our own files are: bounded in depth and size, one document, no aliases that grow.
import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { linesOf } from '../source/lines.ts';
import { parse } from '../source/parse.ts';
import { composeFirstDocument, tokenBudget } from '../source/tokens.ts';
import { plain } from '../source/value.ts';
import type { ForeignFile } from './foreign.ts';

export type ReadData = { readonly data: unknown } | { readonly reason: string };

const reasonIn = (found: readonly Diagnostic[]): string | undefined =>
  found
    .filter(({ severity }) => severity === 'error')
    .map(({ message, span }) => (span === undefined ? message : `line ${span.start.line}: ${message}`))[0];

export function yamlData({ path, text }: ForeignFile): ReadData {
  const { value, diagnostics } = parse({ path, configPath: 'data.yaml', text });
  const reason = reasonIn(diagnostics.filter(({ code }) => code.startsWith('yaml/')));
  return reason === undefined ? { data: value === undefined ? {} : plain(value) } : { reason };
}

/** With the short forms of CloudFormation's functions (`!Ref x`) in their long form (`{ Ref: x }`); JSON is YAML, too. */
export function templateData({ path, text }: ForeignFile): ReadData {
  const { document, findings } = composeFirstDocument(text, linesOf(path, text), tokenBudget(text.length));
  // Its own tags are what it is read for.
  const reason = reasonIn(findings.filter(({ code }) => code !== 'yaml/tag'));
  return document === undefined || reason !== undefined
    ? { reason: reason ?? 'it is no YAML' }
    : { data: dataOf(document.contents) };
}

/** INVARIANT: the text was refused if it is deeper than 64 levels. */
function dataOf(node: unknown): unknown {
  const value = withoutTag(node);
  const tag = (node as { readonly tag?: string } | null)?.tag;
  if (tag === undefined || !/^![A-Za-z:]+$/.test(tag)) return value;
  const name = tag.slice(1);
  if (name === 'GetAtt' && typeof value === 'string') return { 'Fn::GetAtt': value.split('.') };
  return { [name === 'Ref' || name === 'Condition' ? name : `Fn::${name}`]: value };
}

function withoutTag(node: unknown): unknown {
  if (isScalar(node)) return node.value;
  if (isSeq(node)) return node.items.map(dataOf);
  // What an alias stands for is for whoever wrote it; here it would have no bound.
  if (isAlias(node)) return undefined;
  if (!isMap(node)) return undefined;
  return Object.fromEntries(
    node.items.map(({ key, value }) => [String(isScalar(key) ? key.value : key), dataOf(value)]),
  );
}
