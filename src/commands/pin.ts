// `access pin`: the ids of groups that are declared without one, into their declarations. Live is only read.
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { loadConfig } from '../gather.ts';
import { pinGroups } from '../import/pin.ts';
import { needsOf } from '../resolve/needs.ts';
import { connected } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { shownPath, writeFiles } from './written.ts';

export async function pin(host: Host, words: readonly string[], options: Options): Promise<number> {
  const { value, diagnostics, sources, folder } = await loadConfig(options.dir, host.cwd);
  if (hasErrors(diagnostics)) {
    printFindings(host, diagnostics, sources);
    return 1;
  }
  const { declarations } = value;
  const live = await connected(host, { declarations, options }, ({ identityCenter }) =>
    identityCenter.readDirectory({ ...needsOf(declarations), organizationalUnits: false, accountTags: false }),
  );
  const { files, count, findings } = pinGroups({ folder, groups: declarations.groups, live, named: words });
  const changes = files.map(({ configPath, ...file }) => ({ path: shownPath(options.dir, configPath), ...file }));
  const isDry = options.dryRun === true;
  if (!isDry) writeFiles(host, changes);
  const summary =
    count === 0 ? 'Nothing was pinned.' : `${isDry ? 'Would pin' : 'Pinned'} ${counted(count, 'declaration')}.`;
  await printResult(host, { kind: 'written files', value: { files: changes, isDry, summary, next: [] } });
  if (findings.length > 0) printFindings(host, findings, sources);
  return hasErrors(findings) ? 1 : 0;
}
