// The section `accessControlAttributes` of access.yaml: which attributes of users the instance sends to accounts.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { AttributeDeclaration } from './declarations.ts';
import { type Body, byKey, type Report, textOf } from './fields.ts';

// AccessControlAttributeKey, AccessControlAttributeValueSource and AccessControlAttributeList of the Identity Center API.
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;
const SOURCE = /^[\p{L}\p{Z}\p{N}_.:/=+\-@[\]{}$\\"]{1,256}$/u;
const MOST = 50;

/** `${path:enterprise.department}`; AWS's documents know no other form with braces. Anything without them is sent as it is written. */
const PATH = /^\$\{path:[^\s{}$][^{}$]*\}$/;

/** Keys of session tags are not case-sensitive (IAM User Guide, "Pass session tags in AWS STS"). */
const caseless = (key: string): string => key.toLowerCase();

/** Undefined: there is no such section, which is not the same as an empty one. */
export function decodeAttributes(body: Body, report: Report): readonly AttributeDeclaration[] | undefined {
  if (body === undefined) return undefined;
  const first = new Map<string, AttributeDeclaration>();
  const attributes = [...body.entries].sort(byKey).map(({ key: written, keySpan, value }): AttributeDeclaration => {
    const key = { value: written, span: keySpan };
    const attribute = value.kind === 'mapping' ? { key } : { key, source: textOf(value, report) };
    keyFindings(attribute, first.get(caseless(written)), report);
    if (attribute.source !== undefined) sourceFindings(attribute.source, report);
    if (!first.has(caseless(written))) first.set(caseless(written), attribute);
    return attribute;
  });
  if (attributes.length > MOST)
    report(diagnose('attribute/too-many', { count: attributes.length, most: MOST }, { span: body.span }));
  return attributes;
}

function keyFindings({ key }: AttributeDeclaration, before: AttributeDeclaration | undefined, report: Report): void {
  const { value: text, span } = key;
  if (!KEY.test(text) || text.trim() !== text) report(diagnose('attribute/key', { text }, { span }));
  else if (/^aws:/i.test(text)) report(diagnose('attribute/reserved-key', { text }, { span }));
  if (before === undefined) return;
  const labels = [{ span: before.key.span, message: 'the same key' }];
  report(diagnose('attribute/duplicate', { text, other: before.key.value }, { span, labels }));
}

function sourceFindings({ value: text, span }: NonNullable<AttributeDeclaration['source']>, report: Report): void {
  if (!SOURCE.test(text)) report(diagnose('attribute/source', { text }, { span }));
  else if (/[{}$]/.test(text) && !PATH.test(text)) report(diagnose('attribute/unknown-path', { text }, { span }));
}
