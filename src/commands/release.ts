// `access release`: the owner's tag off permission sets again, for those who leave. Nothing else is written.
import path from 'node:path';
import { isComplete } from '../apply/report.ts';
import { type Diagnostic, hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import { chosenSets } from '../import/only.ts';
import { optional } from '../optional.ts';
import type { Plan } from '../plan/plan.ts';
import { ownedSets, releasePlan } from '../plan/release.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { scopeOf } from '../resolve/needs.ts';
import { tellOfOthers, writeChanges } from './apply.ts';
import { approvalNow, byPerson } from './approval.ts';
import { connected } from './connecting.ts';
import { outputFile } from './files.ts';
import type { Host } from './host.ts';
import { INTERRUPTED } from './interrupts.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { plannableConfig } from './planning.ts';

export async function release(host: Host, _words: readonly string[], options: Options): Promise<number> {
  if (options.journal !== undefined) outputFile(host, options.journal);
  const config = await plannableConfig(host, options);
  if (hasErrors(config.diagnostics)) return refused(host, config.diagnostics, config.sources);
  const { declarations } = config.value;
  const approval = options.dryRun === true ? undefined : approvalNow(host, options, declarations.settings);
  return connected(host, { declarations, options }, async ({ identityCenter }) => {
    const { value: plan, diagnostics } = await releasing(host, { config, reader: identityCenter, options });
    if (hasErrors(diagnostics)) return refused(host, diagnostics);
    await printResult(host, { kind: 'plan', value: plan });
    if (approval === undefined || plan.changes.length === 0) return 0;
    const { planId } = plan;
    const { changes } =
      approval.kind === 'prompt' ? await byPerson(host, approval.ask, plan) : { changes: plan.changes };
    if (changes === undefined) return 1;
    await host.flush();
    await tellOfOthers(host, identityCenter);
    const report = await writeChanges(host, { changes, planId, plan, options, identityCenter });
    host.stdout.write('\n');
    await printResult(host, { kind: 'apply report', value: { report, plan } });
    if (isComplete(report)) return 0;
    return report.interrupted ? INTERRUPTED : 1;
  });
}

interface Releasing {
  readonly config: LoadedConfig;
  readonly reader: IdentityCenterReader;
  readonly options: Options;
}

async function releasing(host: Host, { config, reader, options }: Releasing): Promise<Phase<Plan>> {
  const { declarations } = config.value;
  // INVARIANT: files without an owner have an error.
  const owner = declarations.settings.identityCenter.owner!.value;
  const directory = await reader.readDirectory({ organizationalUnits: options.only !== undefined, accountTags: false });
  const live = await reader.readState(scopeOf(declarations, { audit: false, owner }));
  const owned = new Map(ownedSets(live, owner).map((set) => [set.name, set]));
  const assignments = [...live.state.assignments.values()].filter(({ permissionSet }) => owned.has(permissionSet));
  const estate = { ...live, permissionSets: owned, assignments, unread: [] };
  const { value: only, diagnostics } = chosenSets(options.only ?? [], estate, directory);
  const commit = await host.commit(path.resolve(host.cwd, options.dir), config.files);
  const managed = [...declarations.permissionSets.values()].filter(({ kind }) => kind === 'managed');
  const plan = releasePlan({
    directory,
    live,
    owner,
    only: only?.sets,
    declared: new Map(managed.map(({ name }) => [name.value, name.span])),
    asOf: host.now(),
    toolVersion: host.toolVersion,
    config: { digest: config.value.digest(), ...optional({ commit }) },
    calls: reader.callCounts(),
  });
  return { value: plan, diagnostics };
}

function refused(host: Host, found: readonly Diagnostic[], sources?: ReadonlyMap<string, string>): number {
  printFindings(host, found, sources);
  return 1;
}
