// What `npm pack` takes along: nothing more than the list below, and nothing that a build left behind.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Sbom } from '../../scripts/sbom.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const built = existsSync(path.join(ROOT, 'dist', 'main.js'));

const FILES = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'SECURITY.md',
  'dist/NOTICES.txt',
  'dist/data/README.md',
  'dist/data/action-index.generated.json.br',
  'dist/data/managed-policies.generated.json.br',
  'dist/main.js',
  'dist/main.js.map',
  'dist/policy.js',
  'dist/policy.js.map',
  'dist/sbom.cdx.json',
  'dist/texts/codes.json',
  'dist/texts/help.json',
  'dist/thread.js',
  'dist/thread.js.map',
  'package.json',
];

describe.skipIf(!built)(`the package${built ? '' : ' (skipped: there is no dist, run `npm run build`)'}`, () => {
  const [packed] = built
    ? JSON.parse(
        execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
          cwd: ROOT,
          encoding: 'utf8',
          stdio: ['ignore', 'pipe', 'ignore'],
        }),
      )
    : [{ files: [] }];
  const files: readonly string[] = packed.files.map((file: { path: string }) => file.path);

  test('holds these files and no others', () => {
    // Chunks are named after what is in them, types after their sources; both are checked below.
    expect(files.filter((file) => !/^(?:dist\/(?:chunks|types)|docs|schemas)\//.test(file)).sort()).toEqual(FILES);
    for (const file of files.filter((name) => name.startsWith('dist/chunks/')))
      expect(file).toMatch(/^dist\/chunks\/[\w-]+-[A-Z0-9]{8}\.js(?:\.map)?$/);
    for (const file of files.filter((name) => name.startsWith('dist/types/')))
      expect(existsSync(path.join(ROOT, file.replace(/^dist\/types\/(.*)\.d\.ts$/, 'src/$1.ts'))), file).toBe(true);
    const tracked = execFileSync('git', ['ls-files', 'docs', 'schemas'], { cwd: ROOT, encoding: 'utf8' });
    expect(files.filter((file) => /^(?:docs|schemas)\//.test(file)).sort()).toEqual(tracked.trim().split('\n').sort());
  });

  test('asks npm for nothing: no dependencies, and no script that an install would run', () => {
    const manifest = JSON.parse(read('package.json'));
    for (const kind of ['dependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies'])
      expect(manifest).not.toHaveProperty(kind);
    for (const script of ['preinstall', 'install', 'postinstall']) expect(manifest.scripts).not.toHaveProperty(script);
  });

  test('its bill of materials has all that its notices have', () => {
    const sbom: Sbom = JSON.parse(read('dist/sbom.cdx.json'));
    const noticed = [...read('dist/NOTICES.txt').matchAll(/^-{80}\n(\S+) (\S+) \(/gm)]
      .map(([, name, version]) => `${name} ${version}`)
      .filter((entry) => !entry.startsWith("Unicode's "));
    expect(noticed.length).toBeGreaterThan(20);
    const listed = sbom.components
      .filter(({ type }) => type === 'library')
      .map(({ name, version }) => `${name} ${version}`);
    expect(listed.sort()).toEqual([...new Set(noticed)].sort());
    expect(sbom.components.filter(({ type }) => type === 'data')).toHaveLength(1);
  });
});
