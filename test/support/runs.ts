// How much is tried. `npm test` tries as much as finds what people break, the same on every machine and day; TEST_EFFORT=all tries all there is, as
// the nightly workflow and a release do; `npm run soak` takes other cases, and more of them.

const { SOAK_SEED, SOAK_TIMES = '1', TEST_EFFORT = 'usual' } = process.env;

export const isThorough = TEST_EFFORT === 'all';

/** How many, or how large. */
export const effort = (all: number, usual: number): number => (isThorough ? all : usual);

/** All of them, or so many, spread evenly: the first is always among them. */
export const someOf = <T>(values: readonly T[], usual: number): readonly T[] =>
  isThorough || values.length <= usual
    ? values
    : values.filter(
        (_, place) => Math.floor((place * usual) / values.length) !== Math.floor(((place - 1) * usual) / values.length),
      );

export interface Runs {
  readonly numRuns: number;
  readonly seed: number;
}

/** `SOAK_SEED` is another seed, `SOAK_TIMES` so many times as many runs. fast-check prints the seed and the path that replay a failure. */
export const runs = ({ numRuns, seed }: Runs): Runs => ({
  numRuns: numRuns * Number(SOAK_TIMES),
  seed: Number(SOAK_SEED ?? seed),
});
