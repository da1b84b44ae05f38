/** Where the virtual time of a new state begins. */
export const BEGINNING = Date.UTC(2026, 0, 1);
