// Moments as text, in tests: `instant('2026-11-02T09:00:00Z')`, `instant('2026-11-02')` for its beginning.
import { type Instant, type InstantText, parseInstant, writeInstant } from '../../src/instant.ts';

export function instant(text: string): Instant {
  const written = parseInstant(text);
  if ('problem' in written) throw new Error(`${text}: ${written.problem}`);
  return written.start;
}

export const instantText = (text: string): InstantText => writeInstant(instant(text));
