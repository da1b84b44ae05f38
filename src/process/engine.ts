// How V8 runs the program. A command lives for a second, and V8's defaults are for programs that live long: they optimize what will soon be over, and
// begin with so little room for young objects that each is copied several times. The effect is measured by `npm run bench:compile`.
import { setFlagsFromString } from 'node:v8';

/**
 * By major version of V8, as far as it was tried: V8 complains on stderr about a flag that it does not have. V8 12 has a compiler between the quick and the
 * thorough one, and waits with the thorough one by itself.
 */
const FLAGS: Readonly<Record<string, readonly string[]>> = {
  // Node 20. The default is 67584: at that, optimizing takes a quarter of the processor time of `access validate`.
  '11': ['--interrupt-budget=528000', '--min-semi-space-size=16'],
  '12': ['--min-semi-space-size=16'],
  '13': ['--min-semi-space-size=16'],
  '14': ['--min-semi-space-size=16'],
};

/** Of threads that are started from now on. */
export function tuneEngine(): void {
  const [major = ''] = process.versions.v8.split('.');
  for (const flag of FLAGS[major] ?? []) setFlagsFromString(flag);
}
