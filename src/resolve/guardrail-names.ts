// The names that guardrails speak of, and globs over them. A name that nobody declares is an error: the guardrail would be about nobody.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Suggest } from '../diagnostics/suggest.ts';
import type { Located } from '../source/value.ts';
import { matchesGlob } from '../state/glob.ts';
import { mayBeDeclared } from './unread.ts';

export interface NameContext {
  readonly declarations: Declarations;
  readonly report: (finding: Diagnostic) => void;
  readonly suggest: Suggest;
  /** Shared by all globs of the guardrails. */
  readonly patterns: PatternWork;
}

/** What globs matched already, and how much they may still compare. */
export interface PatternWork {
  readonly found: Map<string, readonly string[]>;
  steps: number;
}

/** Characters that all globs over groups and permission sets may compare. */
const MOST_STEPS = 100_000_000;

export const patternWork = (): PatternWork => ({ found: new Map(), steps: MOST_STEPS });

const SECTIONS = { group: 'groups', 'permission set': 'permissionSets' } as const;

const isGlob = (text: string): boolean => /[*?]/.test(text);

/** The declared name that a waiver is for: a waiver stays as narrow as it was reviewed. */
export function nameOf(name: Located<string>, kind: keyof typeof SECTIONS, context: NameContext): readonly string[] {
  if (!isGlob(name.value)) return namesLike(name, kind, context);
  context.report(diagnose('guardrail/waiver-pattern', { kind, text: name.value }, { span: name.span }));
  return [];
}

/** The declared names that a name or glob means. The same list for the same text. */
export function namesLike(
  { value: text, span }: Located<string>,
  kind: keyof typeof SECTIONS,
  context: NameContext,
): readonly string[] {
  const { declarations, report, suggest, patterns } = context;
  const key = `${kind} ${text}`;
  const known = patterns.found.get(key);
  if (known !== undefined && known.length > 0) return known;
  const section = SECTIONS[kind];
  const pattern = isGlob(text);
  // Users are meant where they are named: no pattern over groups takes one in.
  const isMeant = ({ kind: of }: GroupDeclaration) => !pattern || of === 'group';
  const declared: ReadonlyMap<string, unknown> =
    kind === 'group'
      ? new Map([...declarations.groups].filter(([, group]) => isMeant(group)))
      : declarations.permissionSets;
  const matching = (names: Iterable<string>) => [...names].filter((name) => matchesGlob(text, name, patterns));
  const among = (names: ReadonlySet<string> | ReadonlyMap<string, unknown>) =>
    pattern ? matching(names.keys()) : names.has(text) ? [text] : [];
  const wasSpent = patterns.steps < 0;
  const found = among(declared);
  const isInvalid = found.length === 0 && among(declarations.invalid[section]).length > 0;
  if (pattern && patterns.steps < 0) {
    if (!wasSpent) report(diagnose('guardrail/too-many-patterns', { most: MOST_STEPS }, { span }));
    return [];
  }
  patterns.found.set(key, found);
  if (found.length > 0 || isInvalid || mayBeDeclared(pattern ? '' : text, declarations.unread)) return found;
  if (pattern) report(diagnose('guardrail/matches-nothing', { kind, text }, { span }));
  else report(diagnose('name/unknown', { kind, name: text, nearest: suggest(text, declared) }, { span }));
  return [];
}
