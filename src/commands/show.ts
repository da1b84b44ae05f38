// `access show`: a saved plan again, whole or in part.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { namesIn, type PartQuery, partOf } from '../plan/part.ts';
import type { Plan } from '../plan/plan.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { detailOf, printResult } from './output.ts';
import { readPlan } from './plan-file.ts';

const OPTIONS: { readonly [List in keyof PartQuery]: string } = {
  permissionSets: '--permission-set',
  groups: '--group',
  accounts: '--account',
};

export async function show(host: Host, [file = '']: readonly string[], options: Options): Promise<number> {
  const saved = await readPlan(host, file, options.dir);
  const { permissionSet: permissionSets = [], group: groups = [], account: accounts = [] } = options;
  const { plan, unknown } = partOf(saved, { permissionSets, groups, accounts });
  for (const list of Object.keys(OPTIONS) as (keyof PartQuery)[]) refuseUnknown(saved, list, unknown[list]);
  const isPart = permissionSets.length + groups.length + accounts.length > 0;
  const { review: _, ...part } = plan;
  // Who asks for a part wants to see all of it, and nothing else.
  const value: Plan = isPart ? { ...part, findings: plan.findings.filter(isError), notices: [] } : plan;
  const detail = isPart ? { all: true, verbose: true } : detailOf(options);
  await printResult(host, { kind: 'plan', value }, options.format, detail);
  return 0;
}

const isError = ({ severity }: Plan['findings'][number]): boolean => severity === 'error';

function refuseUnknown(saved: Plan, list: keyof PartQuery, [word]: readonly string[]): void {
  if (word === undefined) return;
  const problem = `\`${OPTIONS[list]} ${word}\` fits nothing in this plan`;
  throw new AccessError(diagnose('cli/usage', { problem, nearest: nearest(word, namesIn(saved)[list]), verb: 'show' }));
}
