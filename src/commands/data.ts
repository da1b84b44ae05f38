// `access data`: what the meaning of policies rests on, and how old it is.
import { snapshotFacts } from '../policy/catalogue/index.ts';
import { loadPolicyData } from '../policy-data.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printResult } from './output.ts';

export async function data(host: Host, _words: readonly string[], { format }: Options): Promise<number> {
  const value = snapshotFacts(await loadPolicyData(), host.now());
  await printResult(host, { kind: 'data', value }, format);
  return 0;
}
