// How imported grants are spread over files.
export const LAYOUTS = ['team', 'permission-set', 'ou', 'one-file'] as const;
/** What a file of grants is about. */
export type Layout = (typeof LAYOUTS)[number];
