// `--wait-for-groups`: Entra syncs every 40 minutes, so a group that was just made is waited for. Pinned groups only: a name proves nothing.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { later, NEVER } from '../instant.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { resolveGroups } from '../resolve/groups.ts';
import { needsOf } from '../resolve/needs.ts';
import { tenantQuestion } from '../resolve/tenant.ts';
import type { Host } from './host.ts';
import { printSteps, waitingFor } from './wait.ts';

export interface Waiting {
  readonly declarations: Declarations;
  readonly reader: IdentityCenterReader;
  /** Milliseconds. */
  readonly longest: number;
  /** With it the step is told at which each group waits. */
  readonly entra?: Entra | undefined;
}

const BETWEEN_LOOKS = 60_000;

/** Returns when no pinned group is missing, or the time is over: then the plan holds what is still missing. */
export async function waitForGroups(host: Host, waiting: Waiting): Promise<void> {
  const end = later(host.now(), waiting.longest);
  let lastSteps = '';
  while (true) {
    const missing = await missingGroups(waiting);
    const left = end - host.now();
    if (missing.length === 0 || left <= 0) return;
    if (waiting.entra === undefined) printCount(host, missing.length, left);
    else lastSteps = await stepsTold(host, { ...waiting, entra: waiting.entra, missing, left, lastSteps });
    await host.sleep(Math.min(BETWEEN_LOOKS, left));
  }
}

function printCount(host: Host, count: number, left: number): void {
  const minutes = Math.ceil(left / 60_000);
  host.stderr.write(`waiting for ${count} ${count === 1 ? 'group' : 'groups'} to be synced, ${minutes} min left\n`);
}

interface Look {
  readonly declarations: Declarations;
  readonly entra: Entra;
  readonly missing: readonly GroupDeclaration[];
  readonly left: number;
  readonly lastSteps: string;
}

async function stepsTold(host: Host, { declarations, entra, missing, left, lastSteps }: Look): Promise<string> {
  const groups = new Map(missing.map((declaration) => [declaration.key.value, declaration]));
  const tenant = await entra.read(tenantQuestion({ ...declarations, groups }, host.now()), host.signal);
  return printSteps(host, { waiting: missing.map((declaration) => waitingFor(declaration, tenant)), left, lastSteps });
}

async function missingGroups({ declarations, reader }: Waiting): Promise<readonly GroupDeclaration[]> {
  const live = await reader.readDirectory({ ...needsOf(declarations), organizationalUnits: false, accountTags: false });
  const { groups } = resolveGroups(declarations, live, NEVER);
  return [...declarations.groups.values()].filter(
    ({ key, pin }) => pin?.kind !== 'unpinned' && groups.get(key.value)?.status === 'missing',
  );
}
