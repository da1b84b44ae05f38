// The orchard for tests of whole processes: what its policies mean is told by test/cases/cli, in one process. A process of its own would spend most of
// its time on comparing them.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const ORCHARD = fileURLToPath(new URL('../cli/orchard', import.meta.url));

/** In place of policies with thousands of actions, such as allow a few dozen. */
const SMALLER = { PowerUserAccess: 'AWSSupportAccess', ReadOnlyAccess: 'job-function/Billing' } as const;

/** Into a folder that is there or not: `access/` and `live.json`, with policies that are quickly compared. */
export function plantOrchard(folder: string): void {
  cpSync(ORCHARD, folder, { recursive: true });
  for (const name of ['access/people.yaml', 'live.json']) {
    const file = path.join(folder, name);
    let text = readFileSync(file, 'utf8');
    for (const [large, small] of Object.entries(SMALLER)) text = text.replaceAll(large, small);
    writeFileSync(file, text);
  }
}
