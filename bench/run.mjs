// How fast the program is. What the processor decides, as ratios to a Node that does nothing, so that what one machine prints can be held against another's;
// what the service decides, in discrete-event time, so that it is the same everywhere. Only counts of calls fail.
//
//   npm run bench -- [--quick] [--fleet] [--json <file>] [--picture <file>]
//
// --quick: within a minute, without the largest organisations and the sandbox's own figures. --fleet: 50,000 accounts in 40 organisations beside, two minutes more.
// --picture: docs/performance.svg.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { pictureOf } from './picture.mjs';
import { holds, sandboxFigures } from './sandbox.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = path.join(ROOT, 'dist', 'main.js');
const { quick, fleet, json, picture } = parseArgs({
  options: {
    quick: { type: 'boolean' },
    fleet: { type: 'boolean' },
    json: { type: 'string' },
    picture: { type: 'string' },
  },
}).values;
const ROUNDS = quick ? 3 : 7;

if (!existsSync(MAIN)) {
  process.stderr.write('There is no dist: run `npm run build` first.\n');
  process.exit(1);
}
const folder = mkdtempSync(path.join(tmpdir(), 'access-bench-'));
const [SUBJECTS, LIVE, FLEET] = ['subjects', 'live', 'fleet'].map((name) => path.join(folder, `${name}.mjs`));
await build({
  entryPoints: ['subjects', 'live', 'fleet'].map((name) => path.join(ROOT, 'bench', `${name}.ts`)),
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  mainFields: ['module', 'main'],
  logLevel: 'error',
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
});

// The SDK warns about Node 20 at every start, as main.ts says.
const env = { ...process.env, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' };
const node = (...args) =>
  execFileSync(process.execPath, args, {
    cwd: ROOT,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 2 ** 28,
  });
const measured = (subject) => JSON.parse(node(SUBJECTS, subject));

/** Milliseconds of a whole process. */
function timed(...args) {
  const before = performance.now();
  node(...args);
  return { ms: performance.now() - before };
}

const MEASUREMENTS = {
  'node -e 0': () => timed('-e', '0'),
  'access --help': () => timed(MAIN, '--help'),
  'access validate': () => ({ ...timed(MAIN, 'validate'), detail: 'the example organisation' }),
  compile: () => measured('compile'),
  makePlan: () => measured('makePlan'),
  'makePlan, judged': () => measured('judged'),
};

// Round by round, so that a machine that is busy for a moment is so to all of them.
const results = Object.fromEntries(Object.keys(MEASUREMENTS).map((name) => [name, []]));
try {
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, measure] of Object.entries(MEASUREMENTS)) results[name].push(measure());
  }
  const processor = report();
  const live = JSON.parse(node(LIVE, ...(quick ? ['--quick'] : [])));
  reportLive(live);
  if (picture !== undefined) writeFileSync(picture, pictureOf(live));
  const organisations = fleet ? JSON.parse(node(FLEET)) : undefined;
  if (organisations !== undefined) reportFleet(organisations);
  if (!quick) reportSandbox(await sandboxFigures());
  if (json !== undefined)
    writeFileSync(
      json,
      `${JSON.stringify({ node: process.version, processor, live, fleet: organisations }, null, 2)}\n`,
    );
} finally {
  rmSync(folder, { recursive: true });
}

function report() {
  const unit = median(results['node -e 0']);
  const figures = Object.entries(results).map(([name, runs]) => {
    const ms = median(runs);
    return { name, ratio: ms / unit, ms, detail: runs[0].detail };
  });
  const rows = figures.map(({ name, ratio, ms, detail }) => {
    const about = detail === undefined ? '' : `  ${detail}`;
    return `${name.padEnd(16)} ${ratio.toFixed(2).padStart(7)} × ${ms.toFixed(0).padStart(6)} ms${about}`;
  });
  const lines = [
    `Medians of ${ROUNDS} interleaved rounds; 1.00 is \`node -e 0\` (${unit.toFixed(0)} ms, Node ${process.version}).`,
    '',
    ...rows,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  return figures;
}

/** Reading and applying at the limit of the service: a share of 1 is that limit. */
function reportLive(rows) {
  const lines = rows.map(({ name, calls, refused, operations, callsPerOperation, seconds, share, formula, counts }) => {
    const each = operations === 0 ? '' : `${callsPerOperation.toFixed(2)} × ${operations}`;
    const broken = counts.filter(({ value, atMost }) => value > atMost);
    const verdict = broken.map(({ what, atMost }) => `  TOO MANY: ${what}, at most ${atMost}`).join('');
    const numbers = [calls, each, refused, seconds.toFixed(1), share.toFixed(3)];
    const cells = numbers.map((cell, column) => String(cell).padStart([7, 13, 8, 9, 6][column]));
    return { text: `${name.padEnd(38)}${cells.join('')}  ${formula}${verdict}`, ok: broken.length === 0 };
  });
  const heads = ['calls', 'an operation', 'refused', 'seconds', 'share'];
  const head = heads.map((text, column) => text.padStart([7, 13, 8, 9, 6][column])).join('');
  const about = 'In discrete-event time: 20 calls a second, 100 ms a call, operations lognormal around D (sigma 0.35).';
  process.stdout.write(`\n${about}\n\n${' '.repeat(38)}${head}  of\n${lines.map(({ text }) => text).join('\n')}\n`);
  if (lines.some(({ ok }) => !ok)) process.exitCode = 1;
}

/** Organisations side by side, each at the limit of its own service. */
function reportFleet({ organisations, plans, watching }) {
  const cost = ({ calls, seconds }) => `${calls} calls, ${seconds.toFixed(0)} s`;
  const rows = [
    '50,000 accounts in 40 organisations: the largest, the median and the smallest',
    ...organisations.map(
      ({ accounts, plan, definition }) =>
        `${String(accounts).padStart(6)} accounts: a plan ${cost(plan)}; a definition in all of them ${cost(definition)}`,
    ),
    ...plans.map(({ runners, seconds }) => `plans of all, ${runners} at once: ${(seconds / 60).toFixed(1)} minutes`),
    'a change by hand is told, on 10 runners',
    ...watching.map(
      ({ name, medianMinutes, mostMinutes, callsPerDay }) =>
        `${name.padEnd(26)} after ${medianMinutes.toFixed(0)} minutes (99 %: ${mostMinutes.toFixed(0)}), ${callsPerDay.toFixed(0)} calls a day and organisation`,
    ),
  ];
  process.stdout.write(`\n${rows.join('\n')}\n`);
}

/** The sandbox has bounds to keep, so that tests measure the client and not the sandbox. */
function reportSandbox({ size, figures, ok }) {
  const rows = figures.map((figure) => {
    const { name, value, unit, detail } = figure;
    const about = detail === undefined ? '' : `  ${detail}`;
    return `${name.padEnd(40)} ${value.toFixed(0).padStart(6)} ${unit}${about}${holds(figure) ? '' : '  TOO BAD'}`;
  });
  const held = Object.entries(size).map(([what, count]) => `${count} ${what}`);
  process.stdout.write(`\nsandbox of ${held.join(', ')}\n${rows.join('\n')}\n`);
  if (!ok) process.exitCode = 1;
}

function median(runs) {
  const sorted = runs.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
