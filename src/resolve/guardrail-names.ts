// The names that guardrails speak of, and globs over them. A name that nobody declares is an error: the guardrail would be about nobody.
import type { Declarations } from '../config/declarations.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { diagnose } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import type { Located } from '../source/value.ts';
import { matchesGlob } from '../state/glob.ts';
import { mayBeDeclared } from './unread.ts';

export interface NameContext {
  readonly declarations: Declarations;
  readonly report: (finding: Diagnostic) => void;
}

const SECTIONS = { group: 'groups', 'permission set': 'permissionSets' } as const;

const isGlob = (text: string): boolean => /[*?]/.test(text);

/** The declared name that a waiver is for: a waiver stays as narrow as it was reviewed. */
export function nameOf(name: Located<string>, kind: keyof typeof SECTIONS, context: NameContext): readonly string[] {
  if (!isGlob(name.value)) return namesLike(name, kind, context);
  context.report(diagnose('guardrail/waiver-pattern', { kind, text: name.value }, { span: name.span }));
  return [];
}

/** The declared names that a name or glob means. */
export function namesLike(
  { value: text, span }: Located<string>,
  kind: keyof typeof SECTIONS,
  { declarations, report }: NameContext,
): readonly string[] {
  const section = SECTIONS[kind];
  const names = [...declarations[section].keys()];
  const pattern = isGlob(text);
  const found = names.filter((name) => (pattern ? matchesGlob(text, name) : name === text));
  if (found.length > 0) return found;
  const isInvalid = [...declarations.invalid[section]].some((name) => matchesGlob(text, name));
  if (isInvalid || mayBeDeclared(pattern ? '' : text, declarations.unread)) return [];
  if (pattern) report(diagnose('guardrail/matches-nothing', { kind, text }, { span }));
  else report(diagnose('name/unknown', { kind, name: text, nearest: nearest(text, names) }, { span }));
  return [];
}
