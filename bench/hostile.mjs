// What a megabyte of garbage costs: time and memory of `validate`, `lint` and `compare` on every input of test/support/hostile.ts.
//
// node bench/hostile.mjs [words of a name] [--main other/main.js]: bounds are 5 seconds and 500 MB.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const MOST_SECONDS = 5;
const MOST_MEGABYTES = 500;
/** Seconds of processor time. */
const PATIENCE = 30;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    main: { type: 'string', default: path.join(ROOT, 'dist', 'main.js') },
    keep: { type: 'boolean', default: false },
  },
});
const work = mkdtempSync(path.join(tmpdir(), 'access-hostile-'));

try {
  const wanted = positionals.join(' ');
  for (const input of await hostileInputs()) if (input.name.includes(wanted)) report(input, measured(input));
} finally {
  if (!values.keep) rmSync(work, { recursive: true });
}

async function hostileInputs() {
  const outfile = path.join(work, 'hostile.mjs');
  await build({
    entryPoints: [path.join(ROOT, 'test', 'support', 'hostile.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  return (await import(pathToFileURL(outfile).href)).HOSTILE_INPUTS;
}

function measured({ command, files, base }) {
  const folder = mkdtempSync(path.join(work, 'input-'));
  const texts = files();
  for (const [name, text] of Object.entries(texts)) {
    const file = path.join(folder, 'access', name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const words =
    command === 'validate'
      ? ['--dir', 'access', ...(base ? ['--base', committed(folder)] : [])]
      : Object.keys(texts)
          .map((name) => path.join('access', name))
          .reverse();
  const usage = path.join(folder, 'usage.json');
  const hook = `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(usage)}, JSON.stringify(process.resourceUsage())))`;
  const preload = path.join(folder, 'hook.cjs');
  writeFileSync(preload, hook);
  const started = performance.now();
  const limited = `ulimit -t ${PATIENCE}; exec "$0" "$@"`;
  const run = spawnSync('sh', ['-c', limited, process.execPath, '--require', preload, values.main, command, ...words], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  const seconds = (performance.now() - started) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = usageIn(usage);
  if (!values.keep) rmSync(folder, { recursive: true });
  const printed = `${run.stdout}${run.stderr}`;
  return {
    seconds,
    cpu: (userCPUTime + systemCPUTime) / 1e6,
    megabytes: maxRSS / 1024,
    status: run.error === undefined ? (run.status ?? run.signal) : 'killed',
    printed: printed.length,
    last: printed.trimEnd().split('\n').at(-1)?.slice(0, 90) ?? '',
    isBug: /This is a bug|FATAL ERROR/.test(printed),
  };
}

/** The id of a commit of everything in the folder. */
function committed(folder) {
  const git = (...words) => {
    const { status, stdout, stderr } = spawnSync('git', ['-C', folder, ...words], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };
  git('init', '--quiet');
  git('add', '.');
  git(
    '-c',
    'user.name=orchard',
    '-c',
    'user.email=orchard@orchard.example',
    'commit',
    '--quiet',
    '--message',
    'before',
  );
  return git('rev-parse', 'HEAD');
}

function usageIn(file) {
  if (!existsSync(file)) return { userCPUTime: Number.NaN, systemCPUTime: Number.NaN, maxRSS: Number.NaN };
  return JSON.parse(readFileSync(file, 'utf8'));
}

function report({ name, command }, { seconds, cpu, megabytes, status, printed, last, isBug }) {
  // Others use the processors, too, and the threads of the garbage collector work side by side: what counts is the lesser of the two.
  const broken = isBug || !(Math.min(seconds, cpu) <= MOST_SECONDS) || !(megabytes <= MOST_MEGABYTES);
  const figures = [
    `${seconds.toFixed(1).padStart(5)} s`,
    `${cpu.toFixed(1).padStart(5)} s cpu`,
    `${megabytes.toFixed(0).padStart(5)} MB`,
    `exit ${String(status).padEnd(6)}`,
    `${(printed / 1024).toFixed(0).padStart(7)} KB out`,
  ];
  process.stdout.write(
    `${broken ? '✗' : ' '} ${`${command}: ${name}`.padEnd(52)} ${figures.join(' ')}  ${isBug ? 'BUG ' : ''}${last}\n`,
  );
  if (broken) process.exitCode = 1;
}
