// One comment of ours on a pull request, whatever happens around it: made once, written over ever after. Each config folder has its own, told by a marker that nobody sees.
//
// The marker stands at the very beginning of the body, and the comment was written by the user of this token (the adapters see to both): a comment that quotes it, or in which
// somebody else has planted it, is none of ours. All workflows of a repository may share one user, so a comment proves nothing to anybody: nothing is ever read from it but which run wrote it.
//
//   a later run has written it      it stays: a slow job does not hide what is newer
//   it was deleted meanwhile        it is made anew
//   there are several               the newest is written, the others become one line; two jobs may have begun at once
//   it is not known whether one     looked for again before another is made
//     was made
import { later } from '../instant.ts';
import type { Comment, Content, Forge, Written } from './forge.ts';
import { markerPrefixOf } from './marker.ts';
import type { Place, RunOfJob } from './place.ts';
import { backoff, PATIENCE_MS, Unanswered, type Wire } from './wire.ts';

export interface Publication extends Content {
  /** Of the config folder: told apart from every other. Any text. */
  readonly name: string;
  /** Undefined: no CI job, which is later than any. */
  readonly run: RunOfJob | undefined;
}

export type Published =
  | ({ readonly kind: 'created' | 'updated' } & Written)
  /** The comment of a later run was left as it is. */
  | { readonly kind: 'superseded' };

type Time = Pick<Wire, 'now' | 'sleep' | 'random'>;

/** Throws an AccessError. */
export async function publish(forge: Forge, publication: Publication, time: Time): Promise<Published> {
  const until = later(time.now(), PATIENCE_MS);
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attemptTo(forge, publication);
    } catch (error) {
      const wait = backoff(attempts, time.random());
      if (!(error instanceof Unanswered) || later(time.now(), wait) > until) throw error;
      await time.sleep(wait);
    }
  }
}

async function attemptTo(forge: Forge, { name, run, body, isOpen }: Publication): Promise<Published> {
  const content: Content = { body: `${markerOf(name, run)}\n${body}`, isOpen };
  const ours = await forge.find(markerPrefix(name));
  if (ours.some((comment) => isLater(comment, run))) return { kind: 'superseded' };
  for (const [index, { id }] of [...ours].reverse().entries()) {
    const written = await forge.update(id, content);
    if (written === undefined) continue;
    await retire(forge, ours.slice(0, ours.length - index - 1), name);
    return { kind: 'updated', ...written };
  }
  return { kind: 'created', ...(await forge.create(content)) };
}

const REPLACED = '_Replaced by a newer comment below._\n';

/** What one of them says must not be taken for the latest. */
async function retire(forge: Forge, older: readonly Comment[], name: string): Promise<void> {
  const body = `${markerOf(name, undefined)}\n${REPLACED}`;
  for (const comment of older)
    if (comment.body.trim() !== body.trim()) await forge.update(comment.id, { body, isOpen: false });
}

export const markerPrefix = (name: string): string => markerPrefixOf('comment', name);

export function markerOf(name: string, run: RunOfJob | undefined): string {
  return `${markerPrefix(name)}${run === undefined ? '' : `run=${run.order.join('.')} `}-->`;
}

function isLater({ body }: Comment, run: RunOfJob | undefined): boolean {
  if (run === undefined) return false;
  const [id, attempt] = run.order;
  const found = /^<!-- access comment \S+ run=(\d{1,15})\.(\d{1,15}) -->/.exec(body);
  if (found === null) return false;
  const [theirId, theirAttempt] = [Number(found[1]), Number(found[2])];
  return theirId > id || (theirId === id && theirAttempt > attempt);
}

/** What stands below what is told: where it was made. */
export function footerOf({ run, commit }: Pick<Place, 'run' | 'commit'>): string {
  const parts = [
    ...(run?.url === undefined ? [] : [`[Log of this run](<${run.url}>)`]),
    ...(commit === undefined ? [] : [`commit ${commit.slice(0, 12)}`]),
  ];
  return parts.length === 0 ? '' : `\n<sub>${parts.join(' · ')}</sub>\n`;
}

/** The bytes that a comment has around what is told. */
export function frameOf({ name, run, commit }: Pick<Publication, 'name' | 'run'> & Pick<Place, 'commit'>): number {
  return new TextEncoder().encode(
    `${markerOf(name, run)}\n\n${footerOf({ ...(run && { run }), ...(commit && { commit }) })}`,
  ).length;
}
