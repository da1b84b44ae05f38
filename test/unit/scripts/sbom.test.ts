// What the bill of materials says of the packages that a build took in.
import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { sbomOf } from '../../../scripts/sbom.mjs';
import { UNICODE_VERSION } from '../../../src/names/confusables.ts';

const digest = (text: string) => createHash('sha512').update(text);
const integrity = (text: string) => `sha512-${digest(text).digest('base64')}`;
const manifest = { name: 'access-compiler', version: '1.2.3', license: 'Apache-2.0', devDependencies: {} };
const yaml = { folder: 'node_modules/yaml', name: 'yaml', version: '2.9.1', license: 'ISC' };
const client = { folder: 'node_modules/@aws-sdk/core', name: '@aws-sdk/core', version: '3.0.0', license: 'Apache-2.0' };
const lock = {
  packages: {
    '': { version: '1.2.3' },
    'node_modules/yaml': { version: '2.9.1', integrity: integrity('yaml') },
    'node_modules/@aws-sdk/core': { version: '3.0.0', integrity: integrity('core') },
    'node_modules/a/node_modules/yaml': { version: '2.9.1', integrity: integrity('yaml') },
    'node_modules/b/node_modules/yaml': { version: '2.0.0', integrity: integrity('older') },
  },
};
const UNICODE = `confusables.txt@${UNICODE_VERSION}`;

test('names each package by its package URL, with the hash of the lock file, and Unicode’s table in the version of the sources', () => {
  const { metadata, components, dependencies } = sbomOf(manifest, [yaml, client], lock);
  expect(metadata.component).toMatchObject({ type: 'application', purl: 'pkg:npm/access-compiler@1.2.3' });
  const refs = [UNICODE, 'pkg:npm/%40aws-sdk/core@3.0.0', 'pkg:npm/yaml@2.9.1'];
  expect(components.map((component) => component['bom-ref'])).toEqual(refs);
  expect(dependencies).toEqual([{ ref: 'pkg:npm/access-compiler@1.2.3', dependsOn: refs }]);
  expect(components[2]!.hashes).toEqual([{ alg: 'SHA-512', content: digest('yaml').digest('hex') }]);
});

test('is the same bytes for the same build, in whatever order the packages come', () => {
  const text = JSON.stringify(sbomOf(manifest, [yaml, client], lock));
  expect(JSON.stringify(sbomOf(manifest, [client, yaml], lock))).toBe(text);
  expect(text).not.toMatch(/timestamp|serialNumber/);
});

test('two copies of one version are one component, two versions are two', () => {
  const copy = { ...yaml, folder: 'node_modules/a/node_modules/yaml' };
  const older = { ...yaml, folder: 'node_modules/b/node_modules/yaml', version: '2.0.0' };
  const { components } = sbomOf(manifest, [yaml, copy, older], lock);
  expect(components.map((component) => component['bom-ref'])).toEqual([
    UNICODE,
    'pkg:npm/yaml@2.0.0',
    'pkg:npm/yaml@2.9.1',
  ]);
});

test.each([
  ['is not in the lock file', { ...yaml, folder: 'node_modules/other' }, lock],
  ['has another version there', { ...yaml, version: '9.9.9' }, lock],
  ['has no hash there', yaml, { packages: { 'node_modules/yaml': { version: '2.9.1' } } }],
  ['has a weak hash there', yaml, { packages: { 'node_modules/yaml': { version: '2.9.1', integrity: 'sha1-YWJj' } } }],
])('a package that %s fails the build', (_, bundled, file) => {
  expect(() => sbomOf(manifest, [bundled], file)).toThrow(/is not in package-lock\.json with a SHA-512 hash$/);
});
