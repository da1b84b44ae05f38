// Makes the generated sources, which git ignores, before build, typecheck and test. Each step is one function in STEPS.
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv2020 from 'ajv/dist/2020.js';
import standaloneCode from 'ajv/dist/standalone/index.js';
import { build } from 'esbuild';
import { managedPoliciesSource, managedPoliciesVersion } from './managed-policies.mjs';
import { writeActionIndex, writeManagedPolicies } from './policy-data.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

/** Schemas whose validators are compiled ahead: compiling them at start-up would take longer than everything else in `validate`. */
const VALIDATORS = [
  // People's mistakes are all reported at once, and patterns and ranges by the rules that own them.
  { schema: 'schemas/access.schema.json', output: 'src/config/schema.generated', shapeOnly: true, allErrors: true },
  {
    schema: 'schemas/expectations.schema.json',
    output: 'src/config/expectations-schema.generated',
    shapeOnly: true,
    allErrors: true,
  },
  // A plan file may be hostile: the first error is enough.
  { schema: 'schemas/plan.schema.json', output: 'src/plan/schema.generated', shapeOnly: false, allErrors: false },
  // So may a snapshot. Definitions have the form that they have in plans.
  {
    schema: 'schemas/snapshot.schema.json',
    output: 'src/snapshot/schema.generated',
    refersTo: ['schemas/plan.schema.json'],
    shapeOnly: false,
    allErrors: false,
  },
  // And a run log, line by line: whoever kept it could write it.
  { schema: 'schemas/run.schema.json', output: 'src/apply/schema.generated', shapeOnly: false, allErrors: false },
  {
    schema: 'schemas/diagnostic.schema.json',
    output: 'src/diagnostics/schema.generated',
    shapeOnly: false,
    allErrors: false,
  },
];

const STEPS = [
  ...VALIDATORS.map((validator) => () => compileValidator(validator)),
  listManagedPolicies,
  listRecipes,
  bundlePage,
  () => writeActionIndex(ROOT),
  () => writeManagedPolicies(ROOT),
];

const NOT_SHAPE = new Set([
  ...['pattern', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'],
  ...['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties', 'propertyNames'],
  ...['default', 'examples', 'description'],
]);

/** Under these keywords the keys are people's words (a property may be called `description`), not keywords. */
const NAMES_ARE_KEYS = new Set(['properties', '$defs', 'patternProperties']);

async function compileValidator({ schema: source, output, refersTo = [], shapeOnly, allErrors }) {
  if (!existsSync(path.join(ROOT, source))) return `${output}.js skipped, there is no ${source}`;
  const written = JSON.parse(await readFile(path.join(ROOT, source), 'utf8'));
  const ajv = new Ajv2020({
    allErrors,
    // Errors then carry the schema they broke, which knows the keys it allows.
    verbose: true,
    allowUnionTypes: true,
    strict: true,
    strictTypes: false,
    code: { source: true, esm: true, optimize: 2 },
  });
  const schema = shapeOnly ? shapeOf(written) : written;
  ajv.addSchema(schema);
  for (const other of refersTo) ajv.addSchema(JSON.parse(await readFile(path.join(ROOT, other), 'utf8')));
  const code = withoutCopies(standaloneCode(ajv, { validate: schema.$id }));
  const changed = [
    await writeIfChanged(`${output}.js`, await bundled(code)),
    await writeIfChanged(`${output}.d.ts`, VALIDATOR_TYPES),
  ];
  return `${output}.js ${changed.includes(true) ? 'written' : 'unchanged'}`;
}

/** Where a referenced schema reports errors, ajv copies all errors so far: a thousand mistakes are then a million copies. */
function withoutCopies(code) {
  const append = 'function append(errors, more) { for (const error of more) errors.push(error); return errors; }';
  return `${code.replaceAll(/\b(vErrors)\.concat\((validate\d+\.errors)\)/g, 'append($1, $2)')}\n${append}\n`;
}

/** The workflows of docs/ci.md, by the file that each names in its first line: `access init` writes them. */
async function listRecipes() {
  const output = 'src/commands/ci-recipes.generated.ts';
  const text = await readFile(path.join(ROOT, 'docs/ci.md'), 'utf8');
  const blocks = [...text.matchAll(/^```yaml\n# (\S+\.yml)\n([\s\S]*?)^```$/gm)].map(([, file, body]) => [file, body]);
  const source = `// The workflows of docs/ci.md, made by scripts/generate.mjs.\nexport const RECIPES: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(blocks), null, 2)};\n`;
  return `${output} ${(await writeIfChanged(output, source)) ? 'written' : 'unchanged'}`;
}

/** The page of `access report --format html`, with the hashes that let its script and its style in, and nothing else. */
async function bundlePage() {
  const output = 'src/render/report-page.generated.ts';
  const options = {
    absWorkingDir: ROOT,
    bundle: true,
    minify: true,
    target: 'es2022',
    charset: 'ascii',
    write: false,
    logLevel: 'error',
  };
  const bundle = async (entry) =>
    (
      await build({ ...options, entryPoints: [entry], format: 'iife', legalComments: 'none' })
    ).outputFiles[0].text.trim();
  const [script, style] = await Promise.all(['page/report.ts', 'page/report.css'].map(bundle));
  const hash = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;
  const page = { script, scriptHash: hash(script), style, styleHash: hash(style) };
  if (/<\/(?:script|style)/i.test(script + style)) throw new Error('the page would end in its own script or style');
  const source = `// page/, bundled by scripts/generate.mjs.\nexport const PAGE = ${JSON.stringify(page, null, 2)} as const;\n`;
  return `${output} ${(await writeIfChanged(output, source)) ? 'written' : 'unchanged'}`;
}

/** Reading the package takes a second, so a list of the same version is left as it is. */
async function listManagedPolicies() {
  const output = 'src/policy/data/aws-managed-policies.generated.ts';
  const target = path.join(ROOT, output);
  const before = existsSync(target) ? await readFile(target, 'utf8') : '';
  const parts = [` ${await managedPoliciesVersion()},`, 'AWS_MANAGED_POLICIES_THAT_DENY'];
  if (parts.every((part) => before.includes(part))) return `${output} unchanged`;
  await writeIfChanged(output, await managedPoliciesSource());
  return `${output} written`;
}

/** The schema without what other rules report: types, required and known keys and enums are left. */
function shapeOf(schema) {
  if (Array.isArray(schema)) return schema.map(shapeOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([keyword]) => !NOT_SHAPE.has(keyword))
      .map(([keyword, value]) => [keyword, NAMES_ARE_KEYS.has(keyword) ? mapValues(value, shapeOf) : shapeOf(value)]),
  );
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]));
}

/** ajv's standalone ESM code still calls `require` for its run-time parts. */
async function bundled(code) {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: ROOT, loader: 'js' },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    target: 'node20',
    write: false,
    logLevel: 'error',
  });
  return outputFiles[0].text;
}

const VALIDATOR_TYPES = `/** As ajv reports it. */
export interface SchemaError {
  /** JSON pointer to the value. */
  readonly instancePath: string;
  /** The schema that holds the keyword. */
  readonly parentSchema?: { readonly properties?: Readonly<Record<string, unknown>> };
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly message?: string;
}
export declare const validate: {
  (data: unknown): boolean;
  readonly errors?: readonly SchemaError[] | null;
};
`;

async function writeIfChanged(file, text) {
  const target = path.join(ROOT, file);
  const before = existsSync(target) ? await readFile(target, 'utf8') : undefined;
  if (before === text) return false;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, text);
  return true;
}

for (const line of await Promise.all(STEPS.map((step) => step()))) process.stderr.write(`generate: ${line}\n`);
