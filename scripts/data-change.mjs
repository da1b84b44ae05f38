// What new data changes in meaning for the example organisation: `node scripts/data-change.mjs <dist before> <dist after>` prints Markdown.
//
// Both folders are builds of the same sources; only dist/data differs. `.github/workflows/data.yml` puts the text on its pull request.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { createTwoFilesPatch } from 'diff';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const EXAMPLE = path.join(ROOT, 'access');

/** GitHub takes 65,536 characters; some are the workflow's. */
const MOST_CHARACTERS = 60_000;
const MOST_NAMES = 100;

/** The report. `before` and `after` are what `known` gathers, and `compared` of policies in use the text of `access compare`. */
export function reportOf({ before, after, compared }) {
  const snapshots = after.snapshots.map(({ name, origin, version, date }, place) => {
    const { version: old, date: oldDate } = before.snapshots[place];
    return `- ${name}: \`${origin}\` ${old} (${oldDate}) → ${version} (${date})`;
  });
  const sections = [
    named('Actions that AWS added', missingIn(before.actions, after.actions)),
    named('Actions that the data does not have any more', missingIn(after.actions, before.actions)),
    named('AWS managed policies that AWS added', missingIn(before.policies.keys(), after.policies.keys())),
    named('AWS managed policies that are gone', missingIn(after.policies.keys(), before.policies.keys())),
    ...compared.map(({ policy, text }) => section(`\`${policy}\`, which the example has`, text)),
    changed('Findings on the example', before.findings, after.findings),
    changed('Plan of the example', before.plan, after.plan),
  ].filter((text) => text !== '');
  const nothing = ['Nothing changes in what the example organisation means.'];
  return cut([snapshots.join('\n'), ...(sections.length === 0 ? nothing : sections)].join('\n\n'));
}

function missingIn(some, all) {
  const known = new Set(some);
  return [...all].filter((name) => !known.has(name)).sort();
}

function named(title, names) {
  if (names.length === 0) return '';
  const more = names.length > MOST_NAMES ? `\n… and ${names.length - MOST_NAMES} more` : '';
  return section(`${title}: ${names.length}`, names.slice(0, MOST_NAMES).join('\n') + more);
}

function changed(title, before, after) {
  if (before === after) return '';
  return section(title, createTwoFilesPatch('before', 'after', before, after, '', '', { context: 1 }), 'diff');
}

/** Names come from other people's packages: a fence is longer than any in the text. */
function section(title, text, language = '') {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `### ${title}\n\n${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

/** A fence that is cut open is closed again by the one line that follows. */
function cut(text) {
  if (text.length <= MOST_CHARACTERS) return `${text}\n`;
  const kept = text.slice(0, text.lastIndexOf('\n', MOST_CHARACTERS));
  const open = [...kept.matchAll(/^(`{3,})/gm)].map(([fence]) => fence);
  return `${kept}\n${open.length % 2 === 1 ? `${open.at(-1)}\n` : ''}\n… and more: run \`node scripts/data-change.mjs\`.\n`;
}

function known(dist) {
  const actions = snapshotIn(dist, 'action-index');
  const managed = snapshotIn(dist, 'managed-policies');
  return {
    snapshots: JSON.parse(access(dist, ['data', '--format', 'json'])).snapshots,
    actions: Object.values(actions.services).flatMap(([outline, details]) => {
      const names = JSON.parse(actions.next(outline)).actions;
      actions.next(details);
      return names.split(' ').filter(Boolean);
    }),
    policies: new Map(
      Object.entries(managed.policies).map(([name, [version, day, document]]) => [
        name,
        [version, day, managed.next(document)],
      ]),
    ),
    findings: access(dist, ['validate']),
    plan: planBy(dist),
  };
}

function planBy(dist) {
  const folder = mkdtempSync(path.join(tmpdir(), 'access-data-'));
  try {
    const sandbox = ['--sandbox', '--sandbox-state', path.join(folder, 'state.json')];
    const seed = ['--seed', path.join('access', 'sandbox-seed.json')];
    const plan = access(dist, ['plan', ...sandbox, ...seed]);
    // Ids and times are those of the run, and the dates of the data are told above.
    return plan.replaceAll(/^(?:Plan for .*|plan id .*|Policy analysis uses .*)\n/gm, '');
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function comparedBy(dist, before, after) {
  const example = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => readFileSync(path.join(EXAMPLE, file), 'utf8'))
    .join('\n');
  const words = new Set(example.match(/[\w+=,.@/-]+/g));
  const folder = mkdtempSync(path.join(tmpdir(), 'access-data-'));
  try {
    return [...after.policies].flatMap(([policy, [version, , document]]) => {
      const [oldVersion, , oldDocument] = before.policies.get(policy) ?? [];
      if (!(words.has(policy) || words.has(path.posix.basename(policy)))) return [];
      if (oldDocument === undefined || oldVersion === version) return [];
      const files = [`${oldVersion}.json`, `${version}.json`].map((file) => path.join(folder, file));
      writeFileSync(files[0], oldDocument);
      writeFileSync(files[1], document);
      const text = access(dist, ['compare', ...files]).replaceAll(`${folder}${path.sep}`, '');
      return [{ policy, text }];
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The head of the snapshot, and its texts one after the other: see `writeSnapshot` in policy-data.mjs. */
function snapshotIn(dist, name) {
  const file = path.join(dist, 'data', `${name}.generated.json.br`);
  const text = brotliDecompressSync(readFileSync(file)).toString('utf8');
  let read = text.indexOf('\n') + 1;
  const next = (length) => {
    read += length;
    return text.slice(read - length, read);
  };
  return { ...JSON.parse(text.slice(0, read)), next };
}

/** What it prints, findings and all. Errors in the example are a result; a program that does not run is not. */
function access(dist, args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(dist, 'main.js'), ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 67_108_864,
    env: { ...process.env, NO_COLOR: '1' },
  });
  if (status !== 0 && status !== 1) throw new Error(`access ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout === '' ? stderr : stdout;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folders = process.argv.slice(2).map((folder) => path.resolve(folder));
  if (folders.length !== 2 || !folders.every((folder) => existsSync(path.join(folder, 'main.js')))) {
    process.stderr.write('usage: node scripts/data-change.mjs <dist before> <dist after>\n');
    process.exit(1);
  }
  const [before, after] = folders.map(known);
  process.stdout.write(reportOf({ before, after, compared: comparedBy(folders[1], before, after) }));
}
