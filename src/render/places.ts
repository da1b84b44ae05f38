// Where in the files something comes from.
import type { Origin } from '../plan/change.ts';
import type { Place } from './phrase.ts';

/** A line says enough. */
export function placesOf(origins: readonly Origin[]): readonly Place[] {
  return origins.map(({ file, line }) => ({ file, line }));
}
