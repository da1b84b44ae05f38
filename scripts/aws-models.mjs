// Takes what the sandbox's tests need of AWS's service models out of botocore (Apache-2.0): the inputs, outputs and errors of the operations
// that SANDBOX.md lists. Not part of `generate`: what it writes is committed, so that every clone can run the tests.
//
//   node scripts/aws-models.mjs                   the version below, through pip
//   node scripts/aws-models.mjs 1.45.0            another version, through pip
//   node scripts/aws-models.mjs path/to/botocore  a folder that holds botocore's `data`
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

const VERSION = '1.44.8';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const OUTPUT = path.join(ROOT, 'test', 'sandbox', 'models', 'aws');

/** What the tests compare; documentation, examples and the like are left out, and HTTP traits but where they name the operation. */
const KEPT_OF_SHAPE = [
  'type',
  'min',
  'max',
  'pattern',
  'enum',
  'required',
  'document',
  'union',
  'sensitive',
  'timestampFormat',
];

const today = new Date().toISOString().slice(0, 10);

const [given = VERSION] = process.argv.slice(2);
const temporary = existsSync(given) ? undefined : await mkdtemp(path.join(os.tmpdir(), 'botocore-'));
try {
  const botocore = temporary === undefined ? path.resolve(given) : install(given, temporary);
  const version = await versionOf(botocore);
  for (const [service, operations] of await listedOperations()) {
    const model = extract(await modelOf(botocore, service), { service, operations, version });
    const file = path.join(OUTPUT, `${service}.generated.json`);
    await writeFile(file, text(model));
    const { length } = Object.keys(model.shapes);
    process.stderr.write(
      `aws-models: ${path.relative(ROOT, file)}: ${operations.length} operations, ${length} shapes\n`,
    );
  }
  await copyNotices(botocore, version);
} finally {
  if (temporary !== undefined) await rm(temporary, { recursive: true });
}

function install(version, target) {
  const argv = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', target, `botocore==${version}`];
  const { status } = spawnSync('python3', argv, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (status !== 0) throw new Error(`pip could not bring botocore ${version}`);
  return path.join(target, 'botocore');
}

async function versionOf(botocore) {
  const source = await readFile(path.join(botocore, '__init__.py'), 'utf8');
  return /^__version__ = '([^']+)'/m.exec(source)?.[1] ?? 'of unknown version';
}

/** The operations of the sandbox by service, from the table of its specification, which a test holds to the code. */
async function listedOperations() {
  const specification = await readFile(path.join(ROOT, 'src', 'sandbox', 'SANDBOX.md'), 'utf8');
  const [, section = ''] = specification.split('\n## Operations\n');
  const listed = new Map();
  let service = '';
  for (const line of section
    .split('\n## ')[0]
    .split('\n')
    .filter((row) => /^\| [a-z|]/.test(row) || /^\| \|/.test(row))) {
    const [name = '', operations = ''] = line
      .split('|')
      .map((cell) => cell.trim())
      .slice(1, -1);
    if (name === 'service') continue;
    service = name === '' ? service : name;
    const names = operations.replaceAll(/\([^)]*\)/g, '').match(/[A-Za-z]+/g) ?? [];
    listed.set(service, [...(listed.get(service) ?? []), ...names].sort());
  }
  return listed;
}

/** botocore keeps a folder for each API version; the newest counts. */
async function modelOf(botocore, service) {
  const folder = path.join(botocore, 'data', service);
  const newest = (await readdir(folder)).sort().at(-1);
  const plain = path.join(folder, newest, 'service-2.json');
  const source = existsSync(plain) ? await readFile(plain) : gunzipSync(await readFile(`${plain}.gz`));
  return JSON.parse(source.toString('utf8'));
}

function extract(model, { service, operations, version }) {
  const unknown = operations.filter((name) => model.operations[name] === undefined);
  if (unknown.length > 0) throw new Error(`botocore ${version} has no ${service} ${unknown.join(', ')}`);
  const shapes = new Map();
  const reach = (name) => {
    if (name === undefined || shapes.has(name)) return;
    const shape = model.shapes[name];
    shapes.set(name, keptOf(shape));
    for (const member of [...Object.values(shape.members ?? {}), shape.member, shape.key, shape.value])
      reach(member?.shape);
  };
  const kept = operations.map((name) => {
    const { input, output, errors = [], http } = model.operations[name];
    reach(input?.shape);
    reach(output?.shape);
    return [
      name,
      {
        ...(model.metadata.protocol === 'rest-json' ? { http } : {}),
        input: input?.shape,
        output: output?.shape,
        errors: errors.map((error) => errorCode(model, error.shape)),
      },
    ];
  });
  return {
    origin: `an extract of botocore ${version}, ${service} ${model.metadata.apiVersion}, taken on ${today} by scripts/aws-models.mjs; licence Apache-2.0, see NOTICE.txt`,
    operations: Object.fromEntries(kept),
    shapes: Object.fromEntries([...shapes].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** The Query services name their errors on the wire otherwise than in the model. */
function errorCode(model, name) {
  return model.shapes[name].error?.code ?? name;
}

function keptOf(shape) {
  const kept = Object.fromEntries(
    KEPT_OF_SHAPE.filter((key) => shape[key] !== undefined).map((key) => [key, shape[key]]),
  );
  const locations = Object.entries(shape.members ?? {}).flatMap(([name, { location }]) =>
    location === undefined ? [] : [[name, location]],
  );
  const named = ['member', 'key', 'value'].filter((key) => shape[key] !== undefined);
  return {
    ...kept,
    ...(shape.members === undefined
      ? {}
      : { members: Object.fromEntries(Object.entries(shape.members).map(([name, { shape: of }]) => [name, of])) }),
    ...(locations.length === 0 ? {} : { locations: Object.fromEntries(locations) }),
    ...Object.fromEntries(named.map((key) => [key, shape[key].shape])),
  };
}

/** A line for each operation and each shape, so that a diff between versions can be read. */
function text({ origin, operations, shapes }) {
  const block = (entries) =>
    Object.entries(entries)
      .map(([name, value]) => `    ${JSON.stringify(name)}: ${JSON.stringify(value)}`)
      .join(',\n');
  return `{
  "origin": ${JSON.stringify(origin)},
  "operations": {
${block(operations)}
  },
  "shapes": {
${block(shapes)}
  }
}
`;
}

/** Apache-2.0, section 4: the licence and the notices go along. */
async function copyNotices(botocore, version) {
  const about = `botocore-${version}.dist-info`;
  const folders = [
    path.join(botocore, '..'),
    path.join(botocore, '..', about),
    path.join(botocore, '..', about, 'licenses'),
  ];
  for (const [name, output] of [
    ['NOTICE', 'NOTICE.txt'],
    ['LICENSE.txt', 'LICENSE.txt'],
  ]) {
    const source = folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
    if (source === undefined) throw new Error(`no ${name} of botocore ${version} in ${folders.join(', ')}`);
    await writeFile(path.join(OUTPUT, output), await readFile(source));
  }
}
