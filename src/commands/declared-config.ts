// The files of a config folder as they are declared: what a command needs to know before it asks anybody.
import path from 'node:path';
import { ownerFindings } from '../compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type LoadedConfig, loadConfig } from '../gather.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';

/** What the policies in them say is not looked at yet. */
export async function declaredConfig(host: Host, { dir }: Options): Promise<LoadedConfig> {
  const loaded = await loadConfig(dir, host.cwd);
  return { ...loaded, diagnostics: [...loaded.diagnostics, ...(await missingOwner(host, loaded, dir))] };
}

/** With a proposal made from the repository's name. */
export async function missingOwner(
  host: Pick<Host, 'cwd' | 'projectName'>,
  { value: { declarations } }: LoadedConfig,
  dir: string,
): Promise<readonly Diagnostic[]> {
  if (declarations.settings.identityCenter.owner !== undefined) return [];
  return ownerFindings(declarations, await host.projectName(path.resolve(host.cwd, dir)));
}
