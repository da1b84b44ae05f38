// The port to Entra: one question, with all that is wanted, and never a write.
import type { EntraState, EntraUnread, EntraWanted } from '../state/entra.ts';

export interface Entra {
  /** Never rejects for what Graph answers, or does not: what could not be read says why. Rejects with the signal's reason when aborted. */
  read(wanted: EntraWanted, signal?: AbortSignal): Promise<EntraState>;
}

/** None can be asked. `detail` says why, in a line. */
export function unreachableEntra(detail: string): Entra {
  const unread: EntraUnread = { read: false, because: { kind: 'failed', detail } };
  return {
    read: async () => ({
      tenant: unread,
      applications: unread,
      groups: unread,
      absent: new Set(),
      groupCreation: unread,
      absentApplications: new Set(),
    }),
  };
}
