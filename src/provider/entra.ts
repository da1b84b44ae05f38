// The port to Entra: one question, with all that is wanted, and never a write.
import type { EntraState, EntraWanted } from '../state/entra.ts';

export interface Entra {
  /** Never rejects for what Graph answers, or does not: what could not be read says why. Rejects with the signal's reason when aborted. */
  read(wanted: EntraWanted, signal?: AbortSignal): Promise<EntraState>;
}
