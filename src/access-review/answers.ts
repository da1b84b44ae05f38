// The answers in the files of an access review, and what they mean for the files as they are now.
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { linesOf } from '../source/lines.ts';
import type { Span } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';
import { type Row, readTable } from './csv.ts';
import { aboutIn, ID, type ReviewItem } from './items.ts';

export type Decision = 'keep' | 'revoke';

/** One row of a file. */
export interface Answer {
  readonly id: string;
  /** Absent: nobody has decided yet. */
  readonly decision?: Decision;
  /** As it was written; '' without one. */
  readonly comment: string;
  /** Of the decision. */
  readonly span: Span;
}

/** Titles of the columns that are read; all others are for people. */
export const DECISION = 'decision';
export const COMMENT = 'comment';
export const REVIEWED = 'id';

/** What reviewers write, and what the reviews of Entra and of other products call it. In any case. */
const WORDS: Readonly<Record<string, Decision | 'undecided'>> = {
  keep: 'keep',
  approve: 'keep',
  approved: 'keep',
  revoke: 'revoke',
  revoked: 'revoke',
  deny: 'revoke',
  denied: 'revoke',
  remove: 'revoke',
  '': 'undecided',
  "don't know": 'undecided',
  'not reviewed': 'undecided',
};

/** One file of a review. `path`: as findings call it. */
export function readAnswers(
  path: string,
  text: string,
): { readonly answers: readonly Answer[]; readonly findings: readonly Diagnostic[] } {
  const { report, findings } = collector();
  const lines = linesOf(path, text);
  const {
    rows: [head = [], ...rows],
    problem,
  } = readTable(text);
  if (problem !== undefined)
    report(
      diagnose(
        'access-review/unreadable',
        { problem: problem.text },
        { span: lines.spanAt(problem.at, problem.at + 1) },
      ),
    );
  const columnOf = (title: string) => head.findIndex((cell) => cell.text.trim().toLowerCase() === title);
  const [decisionColumn, commentColumn, idColumn] = [DECISION, COMMENT, REVIEWED].map(columnOf) as [
    number,
    number,
    number,
  ];
  const missing = [...(decisionColumn < 0 ? [DECISION] : []), ...(idColumn < 0 ? [REVIEWED] : [])];
  if (missing.length > 0) {
    report(diagnose('access-review/not-a-review', { missing }, { span: lines.spanAt(0, head.at(-1)?.end ?? 0) }));
    return { answers: [], findings: findings() };
  }
  const answers = rows.flatMap((row): readonly Answer[] => {
    const span = spanOf(row, decisionColumn, lines);
    const id = (row[idColumn]?.text ?? '').trim();
    if (!ID.test(id)) {
      report(diagnose('access-review/no-id', { id }, { span: spanOf(row, idColumn, lines) }));
      return [];
    }
    const word = (row[decisionColumn]?.text ?? '').replaceAll('\u2019', "'").trim();
    const decision = Object.hasOwn(WORDS, word.toLowerCase()) ? WORDS[word.toLowerCase()] : undefined;
    if (decision === undefined) report(diagnose('access-review/unknown-decision', { word }, { span }));
    const comment = (row[commentColumn]?.text ?? '').trim();
    return [{ id, comment, span, ...(decision === 'keep' || decision === 'revoke' ? { decision } : {}) }];
  });
  return { answers, findings: findings() };
}

function spanOf(row: Row, column: number, lines: ReturnType<typeof linesOf>): Span {
  const { start, end } = row[column] ?? { start: row[0]!.start, end: row.at(-1)!.end };
  return lines.spanAt(start, end);
}

export interface Revocation {
  readonly item: ReviewItem;
  readonly answer: Answer;
}

export interface Decided {
  readonly kept: readonly ReviewItem[];
  readonly revoked: readonly Revocation[];
  /** Asked, and not decided. */
  readonly undecided: readonly ReviewItem[];
  /** In no file of the review: granted since, or of a reviewer whose file is not here. */
  readonly unasked: readonly ReviewItem[];
  /** Revoked, and granted by nothing any more. */
  readonly gone: readonly Answer[];
  /** With an error nothing may be made of them. */
  readonly findings: readonly Diagnostic[];
}

export function decidedBy(answers: readonly Answer[], items: readonly ReviewItem[]): Decided {
  const byId = groupBy(answers, ({ id }) => id);
  const known = new Set(items.map(({ id }) => id));
  // What no row is about may be what a row was about, before it changed.
  const unexplained = groupBy(
    items.filter(({ id }) => !byId.has(id)),
    ({ id }) => aboutIn(id),
  );
  const old = [...byId]
    .filter(([id]) => !known.has(id))
    .map(([id, all]) => ({ about: aboutIn(id), answer: decisiveOf(all) }));
  const revokedBefore = old.flatMap(({ about, answer }) => (answer?.decision === 'revoke' ? [{ about, answer }] : []));
  const stale = revokedBefore.flatMap(({ about, answer }) => {
    const now = unexplained.get(about);
    return now === undefined ? [] : [staleFinding(answer, now)];
  });
  const wasAsked = new Set(old.map(({ about }) => about));
  const decisionOf = ({ id }: ReviewItem) => decisiveOf(byId.get(id) ?? []);
  return {
    kept: items.filter((item) => decisionOf(item)?.decision === 'keep'),
    revoked: items.flatMap((item) => {
      const answer = decisionOf(item);
      return answer?.decision === 'revoke' ? [{ item, answer }] : [];
    }),
    undecided: items.filter(
      (item) => decisionOf(item) === undefined && (byId.has(item.id) || wasAsked.has(aboutIn(item.id))),
    ),
    unasked: items.filter(({ id }) => !byId.has(id) && !wasAsked.has(aboutIn(id))),
    gone: revokedBefore.flatMap(({ about, answer }) => (unexplained.has(about) ? [] : [answer])),
    findings: [...contradictions(answers), ...stale],
  };
}

const decisiveOf = (answers: readonly Answer[]): Answer | undefined =>
  answers.find(({ decision }) => decision !== undefined);

function staleFinding(answer: Answer, now: readonly ReviewItem[]): Diagnostic {
  const labels = now.map(({ grants: [grant] }) => ({ span: grant.span, message: 'what the files grant now' }));
  return diagnose('access-review/stale', nameOf(now[0]!), { span: answer.span, labels });
}

/** Rows of one id that say otherwise. */
export function contradictions(answers: readonly Answer[]): readonly Diagnostic[] {
  return [...groupBy(answers, ({ id }) => id).values()].flatMap((all) => {
    const first = decisiveOf(all);
    const second = all.find(({ decision }) => decision !== undefined && decision !== first?.decision);
    if (first === undefined || second === undefined) return [];
    const labels = [{ span: first.span, message: `decided \`${first.decision}\` here` }];
    return [diagnose('access-review/contradiction', {}, { span: second.span, labels })];
  });
}

export const nameOf = ({ principal, permissionSet }: ReviewItem) => ({
  kind: principal.kind,
  name: principal.displayName.value,
  permissionSet,
});
