// How long asynchronous operations take: nobody documents it, so it is learned while they run.
//
// As a log-logistic distribution, for two reasons: all that is asked of it is a fraction, and its tail is heavy. Of an operation that is long overdue it
// says "perhaps after as much time again", and not "any moment now", so that one that hangs is looked at more and more seldom.

export interface Durations {
  /** An operation had not ended at one age, in milliseconds, and had at the other. */
  learn(from: number, to: number): void;
  /** The chance that an operation which had not ended at the age `from` has ended at the age `to`. */
  endedBetween(from: number, to: number): number;
  /** The median, in milliseconds. */
  median(): number;
}

/** As many of the latest as are remembered: enough to tell the spread, few enough to follow a service that slows down. */
const REMEMBERED = 200;
/** Of the logarithm, while nothing is known: nine in ten operations are within a factor of three. */
const GUESSED_SPREAD = 0.6;
/** A service may be steady, and is not taken for a clock. */
const LEAST_SPREAD = 0.2;

/** `guess`: milliseconds, until an operation has told. */
export function createDurations(guess: number): Durations {
  let logs: readonly number[] = [];
  let median = guess;
  let shape = shapeOf(GUESSED_SPREAD);
  const odds = (age: number): number => (Math.max(0, age) / median) ** shape;
  return {
    learn(from, to) {
      logs = [...logs, Math.log(Math.max(1e-3, (from + to) / 2))].slice(-REMEMBERED);
      const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
      const squares = logs.reduce((sum, log) => sum + (log - mean) ** 2, GUESSED_SPREAD ** 2);
      median = Math.exp(mean);
      shape = shapeOf(Math.max(LEAST_SPREAD, Math.sqrt(squares / logs.length)));
    },
    endedBetween: (from, to) => 1 - (1 + odds(from)) / (1 + odds(to)),
    median: () => median,
  };
}

/** The exponent of a log-logistic distribution whose logarithm has this standard deviation. */
function shapeOf(spread: number): number {
  return Math.PI / (Math.sqrt(3) * spread);
}
