// `access data`: what the meaning of policies rests on, and how old it is.
import { snapshotFacts } from '../policy/data-age.ts';
import { loadPolicyData } from '../policy-data.ts';
import { renderPolicyDataJson, renderPolicyDataText } from '../render/policy-data.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { styleOf } from './output.ts';

export async function data(host: Host, _words: readonly string[], { format }: Options): Promise<number> {
  const snapshots = snapshotFacts(await loadPolicyData(), host.now());
  host.stdout.write(
    format === 'json' ? renderPolicyDataJson(snapshots) : renderPolicyDataText(snapshots, styleOf(host.stdout)),
  );
  return 0;
}
