// What became of a change whose answer was lost: found out by reading, for as long as readings may lag behind.
//
// A request that was sent and not answered may have been carried out; so may one whose last attempt was refused, when an earlier one was lost. Nobody
// may say `done` or `failed` of it before live has been read. Identity Center does not say how far its readings lag; half a minute is taken
// for longer than any of them, so what is there within it was carried out, and what is not was not.
import { isFailure, isUncertain, RefusedChange } from '../errors.ts';
import type { Session } from './session.ts';

/** How long readings, and the statuses of what was just accepted, may lag behind. */
export const GRACE_MS = 30_000;
const FIRST_WAIT_MS = 1_000;

/** A look at live; `isLast`: nothing that it shows can lag any more. */
export type Look = (isLast: boolean) => Promise<boolean>;

/** Looks until it is so, or until no reading can lag any more. Throws what the reading throws. */
export async function eventually(session: Session, isSo: Look): Promise<boolean> {
  const { clock, signal } = session;
  const until = clock.now() + GRACE_MS;
  for (let wait = FIRST_WAIT_MS; ; wait *= 2) {
    const left = until - clock.now();
    if (await isSo(left <= 0)) return true;
    if (left <= 0 || signal?.aborted === true) return false;
    await clock.sleep(Math.min(wait, left), signal).catch(() => undefined);
  }
}

/**
 * The failure once a reading has shown that the change is not there. After an interrupt there was no time to wait for readings that lag: then it
 * stays uncertain.
 */
export function settledFailure(error: unknown, { signal }: Session): unknown {
  if (!isUncertain(error) || signal?.aborted === true) return error;
  const { uncertain: _, ...call } = error.call;
  return new RefusedChange(call, { cause: error });
}

/** Sends a change; when its answer was lost, the reading decides. False: it was carried out, and its answer is not known. */
export async function settled<Answer>(
  session: Session,
  send: () => Promise<Answer>,
  isThere: () => Promise<boolean>,
): Promise<Answer | false> {
  try {
    return await send();
  } catch (error) {
    if (!isUncertain(error)) throw error;
    if (await eventually(session, isThere)) return false;
    throw settledFailure(error, session);
  }
}

/** Reads what was made a moment ago, and may not be visible yet. */
export async function visible<T>(session: Session, read: () => Promise<T>): Promise<T> {
  let last: { readonly value: T } | { readonly error: unknown } | undefined;
  await eventually(session, async () => {
    try {
      last = { value: await read() };
      return true;
    } catch (error) {
      last = { error };
      if (isFailure(error, 'not-found')) return false;
      throw error;
    }
  });
  // INVARIANT: `eventually` has looked at least once.
  if ('value' in last!) return last.value;
  throw last!.error;
}
