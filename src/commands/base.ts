// `--base`: the files as of a git revision, and what has changed in their settings since. Nothing else of them is reported.
import path from 'node:path';
import { type Declared, declare } from '../compile.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import { type LoadedConfig, loadVersion } from '../gather.ts';
import { settingsChanges } from '../resolve/settings-changes.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

export interface Base {
  /** What the files said. Absent when that is not wholly known. */
  readonly before?: Declared;
  /** There were no files: everything is new, and nothing is known of what was granted before. */
  readonly isEmpty?: true;
  /** What the revision is, as git knows it. */
  readonly commit?: string;
  /** What is wrong with them, told nowhere: what these files have as well is no news. */
  readonly found: readonly Diagnostic[];
  /** What has changed. Levels are settled. */
  readonly findings: readonly Diagnostic[];
  /** Text of each file by its display path, for excerpts. */
  readonly sources: LoadedConfig['sources'];
}

export const NO_BASE: Base = { found: [], findings: [], sources: new Map() };

/** What the options ask for; nothing without `--base`. */
export async function baseOf(host: Host, now: LoadedConfig, { base: ref, dir }: Options): Promise<Base> {
  if (ref === undefined) return NO_BASE;
  const loaded = await loadedAt(host, { ref, dir, now });
  if (loaded === undefined) {
    const nothing = declare({ documents: [], policies: [], incomplete: false }).value;
    return {
      ...NO_BASE,
      before: nothing,
      isEmpty: true,
      findings: [diagnose('settings/base-empty', { ref, folder: dir })],
    };
  }
  const { value: before, diagnostics, sources, commit } = loaded;
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  const found = [
    ...settingsChanges(before.declarations, now.value.declarations),
    ...(before.isValid ? [] : [diagnose('settings/base-incomplete', { ref, errors })]),
  ];
  // The base's own levels: no change silences the report of itself.
  const findings = withLevels(found, before.declarations.settings.diagnostics);
  return { ...(before.isValid ? { before } : {}), commit, found: diagnostics, findings, sources };
}

/** Undefined when there was no folder, or nothing in it. */
async function loadedAt(
  host: Host,
  { ref, dir, now }: { readonly ref: string; readonly dir: string; readonly now: LoadedConfig },
): Promise<(LoadedConfig & { readonly commit: string }) | undefined> {
  const folder = path.resolve(host.cwd, dir);
  const past = await host.folderAt(folder, ref);
  if (past === undefined) return undefined;
  try {
    const shownAs = `${ref}:${path.relative(host.cwd, folder) || '.'}`;
    const config = await loadVersion({ dir: past.dir, displayRoot: host.cwd, shownAs }, now);
    return { ...config, commit: past.commit };
  } catch (error) {
    if (error instanceof AccessError && error.diagnostic.code === 'yaml/no-files') return undefined;
    throw error;
  } finally {
    await past.dispose();
  }
}
