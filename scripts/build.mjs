// Builds dist/: one small entry, everything else in chunks that load when a command needs them. The package has no dependencies of its own.
import { execFileSync } from 'node:child_process';
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundledPackages, noticesFor } from './notices.mjs';
import { sbomOf } from './sbom.mjs';
import { writeTexts } from './texts.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(ROOT);

execFileSync(process.execPath, ['scripts/generate.mjs'], { stdio: ['ignore', 'inherit', 'inherit'] });
const manifest = JSON.parse(await readFile('package.json', 'utf8'));
await rm('dist', { recursive: true, force: true });

const OPTIONS = {
  chunkNames: 'chunks/[name]-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  // The SDK's ES modules: a namespace of a CommonJS one that is imported on demand has its exports under `default` only.
  mainFields: ['module', 'main'],
  target: 'node20.19',
  // Names stay, so that stacks in bug reports name functions. To shorten them and keep them beside (`keepNames`) costs a call for every closure that is made.
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'none',
  logLevel: 'warning',
  define: { ACCESS_VERSION: JSON.stringify(manifest.version) },
  // CommonJS libraries inside an ES module still call `require` for Node's own modules.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
};
const { metafile } = await build({
  ...OPTIONS,
  // `policy` is `access-compiler/policy`, for other programs.
  entryPoints: { main: 'src/main.ts', thread: 'src/thread.ts', policy: 'src/policy-api.ts' },
  outdir: 'dist',
  metafile: true,
});

const entry = await readFile('dist/main.js', 'utf8');
await writeFile('dist/main.js', `#!/usr/bin/env node\n${entry.replace(/^#!.*\n/, '')}`);
await chmod('dist/main.js', 0o755);
await mkdir('dist', { recursive: true });
const packages = await bundledPackages(metafile);
await writeTexts('dist/texts', OPTIONS);
await writeFile('dist/NOTICES.txt', await noticesFor(packages));
const lock = JSON.parse(await readFile('package-lock.json', 'utf8'));
await writeFile('dist/sbom.cdx.json', `${JSON.stringify(sbomOf(manifest, packages, lock), null, 2)}\n`);
for (const file of ['action-index.generated.json.br', 'managed-policies.generated.json.br', 'README.md'])
  await cp(path.join('src/policy/data', file), path.join('dist/data', file));
execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], {
  stdio: ['ignore', 2, 'inherit'],
});
