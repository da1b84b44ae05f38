// Session durations: written as ISO 8601 (`PT8H`) or short (`8h`, `1h30m`), compared in seconds, stored in one canonical form.

const SHORT = /^(?:(\d{1,3})h)?(?:(\d{1,5})m)?$/;
const ISO = /^PT(?:(\d{1,3})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?$/;

/** Seconds, or undefined when the text is not a duration of hours, minutes and seconds. */
export function durationSeconds(text: string): number | undefined {
  const match = ISO.exec(text) ?? SHORT.exec(text);
  if (match === null || match.slice(1).every((part) => part === undefined)) return undefined;
  const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return hours * 3600 + minutes * 60 + seconds;
}

const LEAST = 3_600;
const MOST = 43_200;
const UNITS = { h: 3_600, m: 60, s: 1 } as const;

/**
 * What a text that is no duration most likely means, as `8h`, `240m` or `1h30m`: `8 hours`, `240 min`, or a number, which is one of hours, minutes or seconds as a
 * session of one to twelve hours has it. Undefined when that cannot be told, or is no session.
 */
export function meantDuration(text: string): string | undefined {
  const bare = /^\d{1,5}$/.test(text) ? Number(text) : undefined;
  const unit = (['h', 'm', 's'] as const).find((each) => isSession((bare ?? 0) * UNITS[each]));
  if (bare !== undefined) return unit === undefined ? undefined : shortDuration(bare, unit);
  const words = /^(?:pt)?\s*(\d{1,5})\s*(h|m|s)[a-z]*(?:\s*(?:and|,)?\s*(\d{1,2})\s*m[a-z]*)?$/i.exec(text.trim());
  if (words === null) return undefined;
  const [, amount, letter = '', minutes] = words;
  const first = letter.toLowerCase() as keyof typeof UNITS;
  const seconds = Number(amount) * UNITS[first] + Number(minutes ?? 0) * UNITS.m;
  if (!isSession(seconds)) return undefined;
  return minutes === undefined
    ? shortDuration(Number(amount), first)
    : `${shortDuration(Number(amount), first)}${Number(minutes)}m`;
}

const isSession = (seconds: number): boolean => seconds >= LEAST && seconds <= MOST;

function shortDuration(amount: number, unit: keyof typeof UNITS): string {
  if (unit !== 's') return `${amount}${unit}`;
  return amount % UNITS.h === 0 ? `${amount / UNITS.h}h` : `${Math.floor(amount / UNITS.m)}m`;
}

/** `PT1H30M`: hours, then what is left in minutes and seconds, each only when it is not zero. */
export function canonicalDuration(seconds: number): string {
  const parts = [
    [Math.floor(seconds / 3600), 'H'],
    [Math.floor((seconds % 3600) / 60), 'M'],
    [seconds % 60, 'S'],
  ] as const;
  const text = parts.map(([amount, unit]) => (amount === 0 ? '' : `${amount}${unit}`)).join('');
  return `PT${text === '' ? '0S' : text}`;
}
