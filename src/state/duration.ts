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
