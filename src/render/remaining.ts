// How much longer something takes, said only when it can be known: from what was done so far, rounded up.

export interface Course {
  readonly done: number;
  readonly total: number;
  /** Milliseconds since the first was begun. */
  readonly elapsed: number;
}

/** Before these, a rate is an accident. */
const FEWEST = 20;
const SHORTEST_MS = 10_000;

/** `about 3 minutes left`; nothing while it cannot be told, or is over in a moment. */
export function remainingText({ done, total, elapsed }: Course): string | undefined {
  if (done < FEWEST || elapsed < SHORTEST_MS || done >= total) return undefined;
  const seconds = ((elapsed / done) * (total - done)) / 1_000;
  if (seconds < 5) return undefined;
  if (seconds < 55) return `about ${Math.ceil(seconds / 10) * 10} seconds left`;
  const minutes = Math.ceil(seconds / 60);
  return `about ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} left`;
}
