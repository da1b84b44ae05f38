// One open issue of ours for each config folder, as long as there is something to say: opened once, written over, closed when there is nothing more. A new one is opened the next
// time; those that are closed stay as they are.
//
// It is found by its name: as with comments (publish.ts) by a marker at the very beginning of the body, or by a tag, and was opened by the user of this token: nobody else's issue is written to, and
// nothing is read from ours.
import { backoff, PATIENCE_MS, Unanswered, type Wire } from './wire.ts';

/** Open issues of a repository. */
export interface IssueTracker {
  /** Those that this token's user opened under this name, oldest first. */
  find(name: string): Promise<readonly Issue[]>;
  /** Throws Unanswered when it is not known whether it was opened. */
  open(content: IssueContent): Promise<Issue>;
  update(id: string, content: IssueContent & { readonly isClosed: boolean }): Promise<Issue>;
}

export interface Issue {
  /** As the forge numbers it in its repository. */
  readonly id: string;
  /** Where a person reads it, as far as the forge tells. */
  readonly url?: string;
}

export interface IssueContent {
  /** Of the config folder: told apart from every other. Any text. */
  readonly name: string;
  readonly title: string;
  readonly body: string;
}

export interface Report extends IssueContent {
  /** There is something to say. */
  readonly isOpen: boolean;
}

export type Reported =
  | { readonly kind: 'opened' | 'updated' | 'closed'; readonly url?: string }
  /** There is nothing to say, and no issue says otherwise. */
  | { readonly kind: 'none' };

/** Throws an AccessError. */
export async function report(
  tracker: IssueTracker,
  issue: Report,
  time: Pick<Wire, 'now' | 'sleep' | 'random'>,
): Promise<Reported> {
  const until = time.now() + PATIENCE_MS;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attemptTo(tracker, issue);
    } catch (error) {
      const wait = backoff(attempts, time.random());
      if (!(error instanceof Unanswered) || time.now() + wait > until) throw error;
      await time.sleep(wait);
    }
  }
}

async function attemptTo(tracker: IssueTracker, { isOpen, ...content }: Report): Promise<Reported> {
  const ours = await tracker.find(content.name);
  const latest = ours.at(-1);
  // Two jobs may have begun at once: one is enough.
  for (const { id } of ours.slice(0, -1)) await tracker.update(id, { ...content, isClosed: true });
  if (latest === undefined)
    return isOpen ? { kind: 'opened', ...urlOf(await tracker.open(content)) } : { kind: 'none' };
  const written = await tracker.update(latest.id, { ...content, isClosed: !isOpen });
  return { kind: isOpen ? 'updated' : 'closed', ...urlOf(written) };
}

const urlOf = ({ url }: Issue) => (url === undefined ? {} : { url });
