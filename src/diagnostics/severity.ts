// How much a finding weighs.

/** `notice` never changes an exit code: it is what a reader should know, not a mistake. */
export type Severity = 'error' | 'warning' | 'notice';
