// `silence` on a permission set: which findings it takes away, and whether it may.
import type { ManagedPermissionSet, Silence } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Level } from '../diagnostics/levels.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import type { Suggest } from '../diagnostics/suggest.ts';
import type { Statement } from '../policy/language/index.ts';
import type { Span } from '../source/span.ts';
import { inlinePolicyIn } from './inline-policy.ts';

/** What is left of the findings about one permission set. `used` receives the silences that took something away. */
export function unsilenced(
  findings: readonly Diagnostic[],
  declaration: ManagedPermissionSet,
  used: Set<Silence>,
): readonly Diagnostic[] {
  if (declaration.silence.length === 0) return findings;
  const statements = statementsOf(declaration);
  return findings.filter((finding) => {
    const silences = declaration.silence.filter((silence) => covers(silence, finding, statements));
    for (const silence of silences) used.add(silence);
    return silences.length === 0;
  });
}

function covers({ code, statement }: Silence, finding: Diagnostic, statements: readonly Statement[]): boolean {
  if (finding.code !== code.value || finding.severity === 'error') return false;
  if (statement === undefined) return true;
  return statements.some(({ sid, span }) => sid?.text === statement.value && contains(span, finding.span));
}

function contains(outer: Span | undefined, inner: Span | undefined): boolean {
  if (outer === undefined || inner?.file !== outer.file) return false;
  return outer.start.offset <= inner.start.offset && inner.end.offset <= outer.end.offset;
}

function statementsOf({ inlinePolicy }: ManagedPermissionSet): readonly Statement[] {
  return inlinePolicy === undefined ? [] : (inlinePolicyIn(inlinePolicy).parse?.policy.statements ?? []);
}

interface SilenceContext {
  readonly levels: ReadonlyMap<string, Level>;
  readonly suggest: Suggest;
}

/** Silences that name no finding or no statement, and those that would hide what has to be corrected. */
export function silenceFindings(
  declaration: ManagedPermissionSet,
  { levels, suggest }: SilenceContext,
): readonly Diagnostic[] {
  if (declaration.silence.length === 0) return [];
  const sids = statementsOf(declaration).flatMap(({ sid }) => sid?.text ?? []);
  return declaration.silence.flatMap(({ code, statement }) => [
    ...codeFindings(code, { levels, suggest }),
    ...(statement === undefined || sids.includes(statement.value)
      ? []
      : [
          diagnose(
            'policy/silence-statement',
            { sid: statement.value, nearest: suggest(statement.value, sids) },
            { span: statement.span },
          ),
        ]),
  ]);
}

function codeFindings(
  { value: code, span }: Silence['code'],
  { levels, suggest }: SilenceContext,
): readonly Diagnostic[] {
  if (!Object.hasOwn(RULES, code)) {
    return [diagnose('policy/silence-unknown-code', { code, nearest: suggest(code, CODES) }, { span })];
  }
  const refuse = (why: 'error' | 'raised' | 'other') => [diagnose('policy/silence-refused', { code, why }, { span })];
  if (!isOfPermissionSets(code)) return refuse('other');
  if (RULES[code as Code].severity === 'error') return refuse('error');
  return levels.get(code) === 'error' ? refuse('raised') : [];
}

const isOfPermissionSets = (code: string) => /^(?:policy|permission-set)\//.test(code);

const CODES = Object.keys(RULES).filter(isOfPermissionSets);

/** `used`: by everything that was found, with the engine and without. */
export function unusedSilences(
  { name, silence }: ManagedPermissionSet,
  used: ReadonlySet<Silence>,
): readonly Diagnostic[] {
  return silence
    .filter((one) => !used.has(one))
    .map(({ code }) =>
      diagnose('policy/unused-silence', { code: code.value, permissionSet: name.value }, { span: code.span }),
    );
}
