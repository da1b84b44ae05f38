// The properties of whole applies with other seeds than `npm test` has, for as long as is asked: random organisations, others who write meanwhile, two
// writers, a hostile network, and real processes that are killed. A failure ends it and prints the seed that replays it.
//
//   npm run soak -- --minutes 10 --seed 7
//   npm run soak -- --minutes 0 --only random-applies --times 28      one long round of one kind
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const FILES = [
  'test/properties/apply.test.ts',
  'test/contract/random-applies.test.ts',
  'test/contract/aws-attack.test.ts',
  'test/cli/kills.test.ts',
];
const USAGE =
  'usage: npm run soak -- [--minutes <number>] [--seed <whole number>] [--times <runs, as multiples of those of TEST_EFFORT=all>] [--only <words of a file name>]';

const { minutes, seed, times, files } = options();
const end = Date.now() + minutes * 60_000;
let rounds = 0;
do {
  const roundSeed = seed + rounds;
  process.stdout.write(`\nround ${rounds + 1}, seed ${roundSeed}\n`);
  const { status } = spawnSync(
    process.execPath,
    [path.join('node_modules', 'vitest', 'vitest.mjs'), 'run', '--testTimeout=36000000', ...files],
    {
      cwd: ROOT,
      stdio: 'inherit',
      env: { ...process.env, TEST_EFFORT: 'all', SOAK_SEED: String(roundSeed), SOAK_TIMES: String(times) },
    },
  );
  if (status !== 0) {
    process.stdout.write(
      `\nround ${rounds + 1} failed: npm run soak -- --minutes 0 --seed ${roundSeed} --times ${times}\n`,
    );
    process.exit(1);
  }
  rounds += 1;
} while (Date.now() < end);
process.stdout.write(
  `\n${rounds} ${rounds === 1 ? 'round' : 'rounds'}, no failure; the next seed is ${seed + rounds}\n`,
);

function options() {
  try {
    const { values } = parseArgs({
      options: {
        minutes: { type: 'string', default: '5' },
        seed: { type: 'string', default: '1' },
        times: { type: 'string', default: '4' },
        only: { type: 'string', default: '' },
      },
    });
    const [minutes, seed, times] = [values.minutes, values.seed, values.times].map(Number);
    const files = FILES.filter((file) => file.includes(values.only));
    if (minutes >= 0 && Number.isInteger(seed) && Number.isInteger(times) && times > 0 && files.length > 0)
      return { minutes, seed, times, files };
  } catch {
    // Told below.
  }
  process.stderr.write(`${USAGE}\n`);
  process.exit(2);
}
