// The files of another tool that the command line names: files, and folders with all YAML and JSON below them.
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { type ForeignFile, SOURCE_NAMES } from '../import/foreign.ts';
import type { Source } from '../import/sources.ts';
import { readText } from './files.ts';
import type { Host } from './host.ts';

const MOST_FILES = 10_000;
const ENDINGS = /\.(?:ya?ml|json|template)$/i;

/** Throws an AccessError for what cannot be read, and where there is nothing. */
export async function foreignFiles(
  host: Pick<Host, 'cwd'>,
  named: readonly string[],
  source: Source,
): Promise<readonly ForeignFile[]> {
  const shown: string[] = [];
  for (const name of named) {
    const isFolder = await stat(path.resolve(host.cwd, name)).then(
      (stats) => stats.isDirectory(),
      () => false,
    );
    if (!isFolder) shown.push(name);
    else shown.push(...(await filesBelow(host.cwd, name)));
  }
  if (shown.length === 0 || shown.length > MOST_FILES) {
    const reason = shown.length === 0 ? 'there is no YAML or JSON file' : `there are more than ${MOST_FILES} files`;
    throw new AccessError(
      diagnose('import/unreadable', { path: named.join(', '), source: SOURCE_NAMES[source], reason }),
    );
  }
  return Promise.all(shown.map(async (name) => ({ path: name, text: await readText(host, name, 'foreign') })));
}

/** Hidden ones and symbolic links are passed over. */
async function filesBelow(cwd: string, folder: string): Promise<readonly string[]> {
  const entries = await readdir(path.resolve(cwd, folder), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && ENDINGS.test(entry.name))
    .map((entry) =>
      path
        .join(path.relative(path.resolve(cwd), entry.parentPath), entry.name)
        .split(path.sep)
        .join('/'),
    )
    .filter((name) => !/(?:^|\/)(?:\.[^/.]|node_modules\/)/.test(name))
    .sort();
}
