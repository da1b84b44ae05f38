// How often properties are tried, and from which seed: the same cases on every machine and day in `npm test`, others and more of them in `npm run soak`.

export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
}

/** `SOAK_SEED` is another seed, `SOAK_TIMES` so many times as many runs. fast-check prints the seed and the path that replay a failure. */
export function runs({ numRuns, seed }: Runs): Runs {
  const { SOAK_SEED = String(seed), SOAK_TIMES = '1' } = process.env;
  return { numRuns: numRuns * Number(SOAK_TIMES), seed: Number(SOAK_SEED) };
}
