// Moments: when a grant ends, as of when a plan judges, when an operation was sent.
//
// In the program each is an `Instant`; text is read and written here only. What plan files and run logs hold is an `InstantText`, the form
// that `writeInstant` gives. Durations are numbers of milliseconds, and so is what a clock counts that knows no date (provider/aws/clock.ts). The sandbox
// keeps its own time: it imports nothing that it could judge the program by.

declare const kind: unique symbol;

/** Milliseconds since the epoch. Two are compared with `<`, and their difference is milliseconds; `later` moves one. */
export type Instant = number & { readonly [kind]: 'instant' };

/** ISO 8601 in UTC with milliseconds: `2026-11-02T09:00:00.000Z`. */
export type InstantText = string & { readonly [kind]: 'instant text' };

/** After every other instant. It has no text. */
export const NEVER = Number.POSITIVE_INFINITY as Instant;

const DAY_MS = 86_400_000;

/** Of a clock: `Date.now()`. */
export const instantAt = (millisecondsSinceEpoch: number): Instant => millisecondsSinceEpoch as Instant;

export const later = (instant: Instant, milliseconds: number): Instant => (instant + milliseconds) as Instant;

export const earliest = (...instants: readonly Instant[]): Instant => Math.min(...instants) as Instant;

export const latest = (...instants: readonly Instant[]): Instant => Math.max(...instants) as Instant;

/** Throws a RangeError for one that no date can name, such as NEVER. */
export const writeInstant = (instant: Instant): InstantText => new Date(instant).toISOString() as InstantText;

/** Whether `writeInstant` has written it. */
export function isInstantText(text: string): text is InstantText {
  const instant = instantAt(Date.parse(text));
  return !Number.isNaN(instant) && writeInstant(instant) === text;
}

export const instantOf = (text: InstantText): Instant => instantAt(Date.parse(text));

/** `2026-11-02`, in UTC. */
export const dateOf = (instant: Instant): string => writeInstant(instant).split('T')[0]!;

/** The day, in UTC, that is over at this instant: what ends at midnight ends with the day before, as its author wrote it. Undefined at any other time. */
export function dayEndingAt(instant: Instant): string | undefined {
  return instant % DAY_MS === 0 ? dateOf(later(instant, -1)) : undefined;
}

/** When the day in UTC is over that comes so many days after the one of `instant`. */
export const lastInstantAfterDays = (instant: Instant, days: number): Instant =>
  instantAt((Math.floor(instant / DAY_MS) + days + 1) * DAY_MS);

/** A day in UTC, or a moment with an offset. */
export interface Written {
  readonly start: Instant;
  /** Of a moment, the moment itself; of a day, its end. */
  readonly end: Instant;
}

export type NoInstant = { readonly problem: 'form' | 'no-such-date' | 'no-such-time' };

const FORM =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?:T(?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d)(?:\.\d+)?)?(?:Z|(?<sign>[+-])(?<offsetHour>\d\d):(?<offsetMinute>\d\d)))?$/;

/** What a person writes, or AWS: an ISO 8601 date, or a date and a time with an offset, cut to seconds. */
export function parseInstant(text: string): Written | NoInstant {
  const groups = FORM.exec(text)?.groups;
  if (groups === undefined) return { problem: 'form' };
  const part = (name: string): number => Number(groups[name] ?? 0);
  const midnight = instantAt(Date.UTC(part('year'), part('month') - 1, part('day')));
  // Date.UTC lets the 30th of February run over into March; written back, it then differs.
  if (dateOf(midnight) !== text.slice(0, 10)) return { problem: 'no-such-date' };
  if (groups.hour === undefined) return { start: midnight, end: later(midnight, DAY_MS) };

  const inRange = part('hour') < 24 && part('minute') < 60 && part('second') < 60;
  // No place on Earth is more than 14 hours from UTC.
  const offset = part('offsetHour') * 60 + part('offsetMinute');
  if (!inRange || part('offsetMinute') > 59 || offset > 14 * 60) return { problem: 'no-such-time' };
  const seconds = (part('hour') * 60 + part('minute')) * 60 + part('second');
  const instant = later(midnight, seconds * 1_000 - (groups.sign === '-' ? -offset : offset) * 60_000);
  return { start: instant, end: instant };
}
