// The software bill of materials of what is in dist/, as CycloneDX 1.6 (https://cyclonedx.org/docs/1.6/json/).
//
// `npm sbom` lists dependencies that are installed, and this package has none: what it consists of is bundled. So the list comes from the build,
// and the hashes from package-lock.json. It has neither a time nor a serial number, so that whoever builds the same commit gets the same bytes.

/** Unicode's table of confusables, which is part of the sources: src/names/confusables.ts. */
const UNICODE = {
  type: 'data',
  'bom-ref': 'confusables.txt@18.0.0',
  name: 'confusables.txt',
  version: '18.0.0',
  licenses: [{ license: { id: 'Unicode-3.0' } }],
};

/** `packages` as `bundledPackages` has them; `lock` is package-lock.json. Throws when a package is not in the lock file with this version and a SHA-512 hash. */
export function sbomOf(manifest, packages, lock) {
  const root = component('application', manifest);
  const all = [...packages.map((bundled) => locked(bundled, lock)), UNICODE];
  // Two copies of one version are one component. Sorted by code units: the locale of the machine must not decide.
  const components = [...new Map(all.map((one) => [one['bom-ref'], one])).values()].sort((a, b) =>
    a['bom-ref'] < b['bom-ref'] ? -1 : 1,
  );
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { lifecycles: [{ phase: 'build' }], component: root },
    components,
    dependencies: [{ ref: root['bom-ref'], dependsOn: components.map((one) => one['bom-ref']) }],
    compositions: [{ aggregate: 'complete', assemblies: [root['bom-ref']] }],
  };
}

function locked({ folder, ...bundled }, lock) {
  const { version, integrity } = lock.packages[folder] ?? {};
  const hash = /^sha512-([A-Za-z0-9+/]{86}==)$/.exec(integrity ?? '')?.[1];
  if (version !== bundled.version || hash === undefined)
    throw new Error(`${folder} ${bundled.version} is not in package-lock.json with a SHA-512 hash`);
  return {
    ...component('library', bundled),
    hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }],
  };
}

function component(type, { name, version, license }) {
  // https://github.com/package-url/purl-spec: the @ of a scope is encoded, the slash after it is not.
  const purl = `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;
  return { type, 'bom-ref': purl, name, version, licenses: [{ license: { id: license } }], purl };
}
