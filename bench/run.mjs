// How fast the program is, as ratios to a Node that does nothing: what one machine prints can be held against another's.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { holds, sandboxFigures } from './sandbox.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MAIN = path.join(ROOT, 'dist', 'main.js');
const ROUNDS = 7;

if (!existsSync(MAIN)) {
  process.stderr.write('There is no dist: run `npm run build` first.\n');
  process.exit(1);
}
const folder = mkdtempSync(path.join(tmpdir(), 'access-bench-'));
const SUBJECTS = path.join(folder, 'subjects.mjs');
await build({
  entryPoints: [path.join(ROOT, 'bench', 'subjects.ts')],
  outfile: SUBJECTS,
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
  execFileSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
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
  report(measured('calls'));
  reportSandbox(await sandboxFigures());
} finally {
  rmSync(folder, { recursive: true });
}

function report({ calls, total, detail }) {
  const unit = median(results['node -e 0']);
  const rows = Object.entries(results).map(([name, runs]) => {
    const ms = median(runs);
    const about = runs[0].detail === undefined ? '' : `  ${runs[0].detail}`;
    return `${name.padEnd(16)} ${(ms / unit).toFixed(2).padStart(7)} × ${ms.toFixed(0).padStart(6)} ms${about}`;
  });
  const lines = [
    `Medians of ${ROUNDS} interleaved rounds; 1.00 is \`node -e 0\` (${unit.toFixed(0)} ms, Node ${process.version}).`,
    '',
    ...rows,
    '',
    `reading live: ${total} calls (${detail})`,
    ...Object.entries(calls).map(([operation, count]) => `${String(count).padStart(7)}  ${operation}`),
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
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
