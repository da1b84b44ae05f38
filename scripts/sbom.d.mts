interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
}

interface Component {
  readonly type: 'application' | 'library' | 'data';
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: 'SHA-512'; readonly content: string }[];
}

export interface Sbom {
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

export function sbomOf(
  manifest: Manifest,
  packages: readonly (Manifest & { readonly folder: string })[],
  lock: { readonly packages: Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>> },
): Sbom;
