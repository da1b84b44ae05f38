// What became of an access review: the files that were written for reviewers, or what their decisions came to.
import type { Decided } from '../access-review/answers.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph } from './document.ts';
import { joined, type Phrase, phrase, quiet, say } from './phrase.ts';
import { principalName } from './wording.ts';
import { type FileChange, writtenFilesDocument } from './written-files.ts';

export interface WrittenReview {
  readonly files: readonly {
    readonly path: string;
    /** None: nobody owns the lines. */
    readonly owners: readonly string[];
    readonly decisions: number;
    readonly changed: number;
    /** Taken over of the files that were there. */
    readonly decided: number;
  }[];
  readonly assignments: number;
  /** Since the last review. Absent without one. */
  readonly since?: { readonly ref: string; readonly lost: number };
  /** The file that says who owns what; absent: there is none. */
  readonly codeOwners?: string;
  /** Command lines to go on with. */
  readonly next: readonly string[];
}

export function writtenReviewDocument({ files, assignments, since, codeOwners, next }: WrittenReview): Document {
  const sum = (of: (file: WrittenReview['files'][number]) => number) => files.reduce((all, file) => all + of(file), 0);
  const decisions = sum(({ decisions: count }) => count);
  const changed =
    since === undefined ? '' : `, ${sum(({ changed: count }) => count)} of them changed since ${since.ref}`;
  return [
    paragraph(
      say(
        `${counted(decisions, 'decision')} about ${counted(assignments, 'assignment')} in ${counted(files.length, 'file')}${changed}.`,
      ),
    ),
    ...(since === undefined || since.lost === 0
      ? []
      : [paragraph(say(`Not granted any more since ${since.ref}: ${counted(since.lost, 'assignment')}.`))]),
    {
      kind: 'table',
      columns: [
        { title: 'file' },
        { title: 'who decides' },
        { title: 'decisions', align: 'right' },
        ...(since === undefined ? [] : [{ title: 'changed', align: 'right' as const }]),
        { title: 'decided', align: 'right' },
      ],
      rows: files.map((file) => [
        phrase`${file.path}`,
        file.owners.length === 0 ? ownerless(codeOwners) : joined(file.owners.map((owner) => phrase`${owner}`)),
        say(String(file.decisions)),
        ...(since === undefined ? [] : [say(String(file.changed))]),
        say(String(file.decided)),
      ]),
    },
    nextBlock(next),
  ];
}

const ownerless = (codeOwners: string | undefined): Phrase =>
  codeOwners === undefined ? say('there is no CODEOWNERS') : phrase`nobody in ${codeOwners}`;

export interface ReadReview extends Pick<Decided, 'kept' | 'revoked' | 'undecided' | 'unasked'> {
  readonly files: readonly FileChange[];
  /** Nothing was written. */
  readonly isDry: boolean;
  readonly next: readonly string[];
}

export function readReviewDocument({ kept, revoked, undecided, unasked, files, isDry, next }: ReadReview): Document {
  const asked = kept.length + revoked.length + undecided.length;
  const counts = [`${kept.length} keep`, `${revoked.length} revoke`, `${undecided.length} not decided`];
  const missing = unasked.length === 0 ? '' : `, and ${counted(unasked.length, 'grant')} in no file`;
  const [, ...changes] = writtenFilesDocument({ files, isDry, summary: '', next: [] });
  return [
    paragraph(say(`${counted(asked, 'decision')}: ${counts.join(', ')}${missing}.`)),
    ...(revoked.length === 0
      ? []
      : [group(heading(say(isDry ? 'Would be revoked' : 'Revoked')), [list(revoked.map(revokedItem))])]),
    ...changes,
    ...(next.length === 0 ? [] : [nextBlock(next)]),
  ];
}

function revokedItem({ item, answer }: Decided['revoked'][number]): Item {
  const { principal, permissionSet, accounts, isUncertain, grants } = item;
  const where = isUncertain ? `${accounts.length} or more accounts` : counted(accounts.length, 'account');
  const named = principalName({ type: principal.kind, name: principal.displayName.value, deleted: false });
  return {
    mark: [{ kind: 'mark', sign: '-', tone: 'loss' }],
    phrase: phrase`${say(principal.kind)} ${named}: ${permissionSet} in ${say(where)}`,
    notes: answer.comment === '' ? [] : [quiet(say(answer.comment))],
    places: grants.map(({ span }) => ({ file: span.file, line: span.start.line })),
  };
}

const nextBlock = (next: readonly string[]): Block =>
  group(heading(say('Next')), [list(next.map((line) => ({ phrase: [{ kind: 'name', text: line }] })))]);
