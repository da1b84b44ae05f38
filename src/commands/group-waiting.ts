// `--wait-for-groups`: Entra syncs every 40 minutes, so a group that was just made is waited for. Pinned groups only: a name proves nothing.
import type { Declarations } from '../config/declarations.ts';
import { later, NEVER } from '../instant.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { resolveGroups } from '../resolve/groups.ts';
import { needsOf } from '../resolve/needs.ts';
import type { Host } from './host.ts';

export interface Waiting {
  readonly declarations: Declarations;
  readonly reader: IdentityCenterReader;
  /** Milliseconds. */
  readonly longest: number;
}

const BETWEEN_LOOKS = 60_000;

/** Returns when no pinned group is missing, or the time is over: then the plan holds what is still missing. */
export async function waitForGroups(host: Host, { declarations, reader, longest }: Waiting): Promise<void> {
  const end = later(host.now(), longest);
  while (true) {
    const missing = await missingGroups(declarations, reader);
    const left = end - host.now();
    if (missing.length === 0 || left <= 0) return;
    const minutes = Math.ceil(left / 60_000);
    host.stderr.write(
      `waiting for ${missing.length} ${missing.length === 1 ? 'group' : 'groups'} to be synced, ${minutes} min left\n`,
    );
    await host.sleep(Math.min(BETWEEN_LOOKS, left));
  }
}

async function missingGroups(declarations: Declarations, reader: IdentityCenterReader): Promise<readonly string[]> {
  const live = await reader.readDirectory({ ...needsOf(declarations), organizationalUnits: false, accountTags: false });
  const { groups } = resolveGroups(declarations, live, NEVER);
  return [...groups].flatMap(([key, { status }]) =>
    status === 'missing' && declarations.groups.get(key)?.pin?.kind !== 'unpinned' ? [key] : [],
  );
}
