// `access data`: what the meaning of policies rests on, how old it is, and whether there is newer.
import { hasNewer, type SnapshotFacts, snapshotFacts } from '../policy/catalogue/index.ts';
import { loadPolicyData } from '../policy-data.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printResult } from './output.ts';

export async function data(host: Host, _words: readonly string[], { format, check }: Options): Promise<number> {
  const facts = snapshotFacts(await loadPolicyData(), host.now());
  const value = check === true ? await compared(host, facts) : facts;
  await printResult(host, { kind: 'data', value }, format);
  return value.some(hasNewer) ? 2 : 0;
}

/** One after the other: what stands in the way of the first is what is told. */
async function compared(host: Host, facts: readonly SnapshotFacts[]): Promise<readonly SnapshotFacts[]> {
  const all: SnapshotFacts[] = [];
  for (const one of facts) all.push({ ...one, newest: await host.newestVersion(one.origin) });
  return all;
}
