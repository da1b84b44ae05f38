// What people write in place of a session duration.

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
