/**
 * How limited an action is that an access allows. `resource-scoped`: there are resources on which it is never allowed. `conditional`: on each,
 * there are conditions.
 */
export type Restriction = 'unrestricted' | 'conditional' | 'resource-scoped';

/** The least restricted first. */
export const RESTRICTIONS: readonly Restriction[] = ['unrestricted', 'conditional', 'resource-scoped'];
