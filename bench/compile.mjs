// What starting and compiling cost: processor time, which a machine that is busy with something else inflates little, as a ratio to a Node that does
// nothing or to the yaml library's reading of the same files. Bounds are printed beside, and nothing fails by them: counts of work are in the tests.
//
//   node bench/compile.mjs [--quick] [--json FILE]
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = path.join(ROOT, 'dist', 'main.js');
const { values: asked } = parseArgs({ options: { quick: { type: 'boolean' }, json: { type: 'string' } } });
const ROUNDS = asked.quick ? 3 : 7;

if (!existsSync(MAIN)) {
  process.stderr.write('There is no dist: run `npm run build` first.\n');
  process.exit(1);
}
const folder = mkdtempSync(path.join(tmpdir(), 'access-bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const SUBJECTS = path.join(folder, 'subjects.mjs');
await build({
  entryPoints: [path.join(ROOT, 'bench', 'compile-subjects.ts')],
  outfile: SUBJECTS,
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'error',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});
/** Made once: 5,000 accounts, 300 sets, 1,003 files, 100,200 assignments. */
const LARGE = path.join(folder, 'large');
for (const { name, text } of JSON.parse((await run([SUBJECTS, 'files'])).stdout)) {
  mkdirSync(path.dirname(path.join(LARGE, name)), { recursive: true });
  writeFileSync(path.join(LARGE, name), text);
}
const YAML = path.join(folder, 'yaml.mjs');
writeFileSync(
  YAML,
  `import { createRequire } from 'node:module'; import { readdirSync, readFileSync } from 'node:fs';
   const { parse } = createRequire(${JSON.stringify(path.join(ROOT, 'package.json'))})('yaml');
   for (const file of readdirSync(process.argv[2], { recursive: true })) if (file.endsWith('.yaml')) parse(readFileSync(process.argv[2] + '/' + file, 'utf8'));`,
);

const NOTHING = 'node -e 0';
const PARSE = "yaml's parse";
const UNGUARDED = '200 sets in 40 accounts, unchanged';
const ROWS = [
  { name: NOTHING, measure: () => run(['-e', '0']) },
  { name: 'access --help', of: NOTHING, most: 1.35, measure: () => run([MAIN, '--help']) },
  { name: 'access explain <code>', of: NOTHING, most: 1.35, measure: () => run([MAIN, 'explain', 'yaml/no-files']) },
  { name: 'access validate, of the example', of: NOTHING, most: 4.5, measure: () => run([MAIN, 'validate']) },
  { name: 'access plan, to its first call', of: NOTHING, most: 5, measure: firstCall },
  { name: PARSE, rounds: 3, measure: () => run([YAML, LARGE]) },
  {
    name: 'access validate, of the same files',
    of: PARSE,
    most: 2.5,
    megabytes: 400,
    rounds: 3,
    measure: () => run([MAIN, 'validate', '--dir', LARGE]),
  },
  { name: 'plan, without reading files and live', seconds: 6, rounds: 3, measure: () => subject('plan') },
  {
    name: '200 changed sets in 500 accounts',
    seconds: 6,
    rounds: asked.quick ? 1 : 3,
    measure: () => subject('judged'),
  },
  { name: UNGUARDED, rounds: asked.quick ? 1 : 3, measure: () => subject('unguarded') },
  {
    name: 'the same under 50 guardrails',
    above: UNGUARDED,
    seconds: 3,
    rounds: asked.quick ? 1 : 3,
    measure: () => subject('guarded'),
  },
];

// Round by round, so that a machine that is busy for a moment is so to all of them.
const runs = Object.fromEntries(ROWS.map(({ name }) => [name, []]));
for (let round = 0; round < ROUNDS; round++)
  for (const { name, rounds = ROUNDS, measure } of ROWS) if (round < rounds) runs[name].push(await measure());

const figures = ROWS.map(({ name, of, above, most, seconds, megabytes }) => {
  const taken = runs[name].filter(({ ms }) => ms !== undefined);
  const less = above === undefined ? 0 : median(runs[above].map((one) => one.ms));
  const ms = median(taken.map((one) => one.ms)) - less;
  const ratio = of === undefined ? undefined : ms / median(runs[of].map((one) => one.ms));
  const memory = median(taken.flatMap((one) => one.megabytes ?? []));
  const bound = most ?? seconds;
  const value = ratio ?? ms / 1_000;
  const holds = (bound === undefined || value <= bound) && (megabytes === undefined || memory <= megabytes);
  return {
    name: above === undefined ? name : `${name}, more`,
    ms,
    ratio,
    of,
    most,
    seconds,
    memory,
    megabytes,
    holds,
    detail: taken[0]?.detail,
  };
});
// On a machine that others use, too, processor time is longer than it would be: by as much as this loop takes longer than elsewhere.
const unit = median(Object.values(runs).flatMap((some) => some.flatMap((one) => one.unit ?? [])));
process.stdout.write(
  `Processor time, medians of ${ROUNDS} interleaved rounds at the most; Node ${process.version}. A fixed loop took ${unit.toFixed(2)} ms in the same runs.\n\n`,
);
for (const { name, ms, ratio, of, most, seconds, memory, megabytes, holds, detail } of figures) {
  const against = ratio === undefined ? '' : `${ratio.toFixed(2)} × ${of}`;
  const bounds = [most && `at most ${most} ×`, seconds && `at most ${seconds} s`, megabytes && `${megabytes} MB`];
  const bound = bounds.some(Boolean) ? `${bounds.filter(Boolean).join(', ')}${holds ? '' : '  MISSED'}` : '';
  const size = Number.isNaN(memory) ? '' : `${memory.toFixed(0)} MB`;
  process.stdout.write(
    `${name.padEnd(40)}${`${ms.toFixed(0)} ms`.padStart(9)}${size.padStart(8)}  ${against.padEnd(22)}${bound}${detail ? `  (${detail})` : ''}\n`,
  );
}
if (asked.json !== undefined)
  writeFileSync(asked.json, `${JSON.stringify({ node: process.version, figures }, null, 2)}\n`);

/** A whole process, its start and end with it. */
function run(args, { env = {}, onStart } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--require', path.join(ROOT, 'bench', 'cpu.cjs'), ...args], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'ignore', 'pipe'],
    });
    const texts = ['', ''];
    [child.stdout, child.stdio[3]].forEach((stream, place) => {
      stream.setEncoding('utf8').on('data', (text) => {
        texts[place] += text;
      });
    });
    onStart?.(child);
    child.once('close', (code) => {
      if (code === 0) resolve({ ...JSON.parse(texts[1]), stdout: texts[0] });
      else if (onStart !== undefined) resolve({});
      else reject(new Error(`${args.join(' ')} ended with ${code}`));
    });
  });
}

async function subject(name) {
  return JSON.parse((await run([SUBJECTS, name])).stdout);
}

/** The processor time when the first request arrives; where the system does not tell (it is Linux's schedstat), nothing. */
async function firstCall() {
  let child;
  let ms;
  const server = createServer(() => {
    ms ??= runtimeOf(child.pid);
    child.kill('SIGKILL');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const env = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${server.address().port}`,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
    AWS_REGION: 'eu-west-1',
  };
  await run([MAIN, 'plan'], {
    env,
    onStart: (started) => {
      child = started;
    },
  });
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return { ms };
}

function runtimeOf(pid) {
  try {
    const tasks = readdirSync(`/proc/${pid}/task`);
    const nanoseconds = tasks.map((task) =>
      Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, 'utf8').split(' ')[0]),
    );
    return nanoseconds.reduce((sum, one) => sum + one, 0) / 1e6;
  } catch {
    return undefined;
  }
}

function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[Math.floor(sorted.length / 2)];
}
