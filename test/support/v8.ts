// How V8 runs tests, and the programs that they start.

/**
 * Code is optimized once it has run fifteen times as often as V8 would have it: most of what tests do is done a few times, and a fifth of their processor
 * time went into optimizing it. Loops over hostile input are hot enough all the same.
 */
export const SELDOM_OPTIMIZED: readonly string[] = ['--interrupt-budget=1000000'];

/** Room for what lives for a test, so that it is not copied while it is there. In megabytes, for each of two halves. */
export const LARGE_YOUNG_GENERATION: readonly string[] = ['--min-semi-space-size=16', '--max-semi-space-size=64'];
