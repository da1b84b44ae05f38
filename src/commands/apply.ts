// `access apply`: plan afresh, be sure that this is what was approved, execute, report.
import path from 'node:path';
import { execute } from '../apply/execute.ts';
import { fileJournal } from '../apply/journal.ts';
import { type ApplyReport, isComplete } from '../apply/report.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import type { LoadedConfig } from '../gather.ts';
import { earliest, instantOf, writeInstant } from '../instant.ts';
import type { Change } from '../plan/change.ts';
import { assignmentsToDelete } from '../plan/pairs-to-read.ts';
import type { Plan } from '../plan/plan.ts';
import { awaitsApproval, isRefused } from '../plan/verdict.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenter } from '../provider/identity-center.ts';
import { progressLine } from '../render/progress.ts';
import { type Approval, approvalOf, approve } from './approval.ts';
import { type Base, baseOf, NO_BASE } from './base.ts';
import { connected } from './connecting.ts';
import { outputFile } from './files.ts';
import { waitForGroups } from './group-waiting.ts';
import type { Host } from './host.ts';
import { INTERRUPTED } from './interrupts.ts';
import type { Options } from './options.ts';
import { detailOf, printFindings, printResult, styleOf } from './output.ts';
import { type Planned, plannableConfig, planned } from './planning.ts';

export async function apply(host: Host, [planFile]: readonly string[], options: Options): Promise<number> {
  // A minute of reading for a run log that cannot be written would be lost.
  if (options.journal !== undefined) outputFile(host, options.journal);
  const config = await plannableConfig(host, options);
  if (hasErrors(config.diagnostics)) {
    printFindings(host, config.diagnostics, config.sources);
    return 1;
  }
  const approval = await approvalOf(host, { planFile, options, settings: config.value.declarations.settings });
  const base = await baseFor(host, config, { approval, options });
  const target = { declarations: config.value.declarations, options };
  // What the approved plan was judged by decides its order: the fresh one is judged by the same.
  const livePolicies =
    approval.kind === 'file' && approval.plan.policyData?.live === true ? { livePolicies: true } : {};
  return connected(host, target, ({ identityCenter, entra }) =>
    carryOut(host, {
      ...{ config, options: { ...options, ...livePolicies }, approval, base, identityCenter },
      ...(options.entra === true ? { entra } : {}),
    }),
  );
}

interface Inputs {
  readonly config: LoadedConfig;
  readonly options: Options;
  readonly approval: Approval;
  readonly base: Base;
  readonly identityCenter: IdentityCenter;
  /** Where it is to be asked. */
  readonly entra?: Entra;
}

/** A saved plan is judged against the base that it was reviewed against, unless another is named. Without it guards protect all that live has. */
async function baseFor(host: Host, config: LoadedConfig, { approval, options }: Pick<Inputs, 'approval' | 'options'>) {
  const saved = approval.kind === 'file' ? approval.plan.config.base : undefined;
  if (options.base !== undefined || saved === undefined) return baseOf(host, config, options);
  try {
    return await baseOf(host, config, { ...options, base: saved });
  } catch (error) {
    if (error instanceof AccessError && error.diagnostic.code === 'cli/base')
      return { ...NO_BASE, findings: [diagnose('settings/base-unavailable', { commit: saved })] };
    throw error;
  }
}

async function carryOut(
  host: Host,
  { config, options, approval, base, identityCenter, entra }: Inputs,
): Promise<number> {
  if (options.waitForGroups !== undefined) {
    await waitForGroups(host, {
      declarations: config.value.declarations,
      reader: identityCenter,
      longest: options.waitForGroups,
      entra,
    });
  }
  // A file from the future must not end grants before their time.
  const asOf = approval.kind === 'file' ? earliest(instantOf(approval.plan.asOf), host.now()) : host.now();
  const inputs = {
    config,
    reader: identityCenter,
    entra,
    options,
    asOf,
    now: host.now(),
    base,
    approved: approval.kind === 'file' ? approval.plan.allowed.filter(({ by }) => by === 'option') : [],
    unattended: approval.kind === 'automatic',
    mustKnow: approval.kind === 'file' ? assignmentsToDelete(approval.plan.changes) : [],
  };
  const { value, diagnostics } = await planned(host, inputs);
  if (value === undefined) {
    printFindings(host, [...diagnostics, ...base.findings], new Map([...config.sources, ...base.sources]));
    return 1;
  }
  await printResult(host, { kind: 'plan', value: value.plan }, undefined, detailOf(options));
  if (isRefused(value.plan)) return 1;
  const changes = await approvedChanges(host, approval, value);
  if (changes === undefined) return 1;
  const done = awaitsApproval(value.plan) ? 1 : 0;
  if (changes.length === 0) return done;
  // Nothing is sent whose plan, or whose findings, nobody could read.
  await host.flush();
  // A report answers to what was approved.
  const planId = approval.kind === 'file' ? approval.plan.planId : value.plan.planId;
  await tellOfOthers(host, identityCenter);
  const report = await writeChanges(host, { changes, planId, plan: value.plan, options, identityCenter });
  host.stdout.write('\n');
  await printResult(host, { kind: 'apply report', value: { report, plan: value.plan } });
  if (isComplete(report)) return done;
  return report.interrupted ? INTERRUPTED : 1;
}

/** Undefined when nothing may be written. */
async function approvedChanges(host: Host, approval: Approval, fresh: Planned): Promise<readonly Change[] | undefined> {
  const { changes, findings } = await approve(host, approval, fresh);
  printFindings(host, findings);
  return changes === undefined || hasErrors(findings) ? undefined : changes;
}

/** Two applies at once get along, and whoever comes second should know. */
export async function tellOfOthers(host: Host, identityCenter: IdentityCenter): Promise<void> {
  const count = (await identityCenter.operationsInProgress?.()) ?? 0;
  if (count > 0) printFindings(host, [diagnose('provider/others-at-work', { count })]);
}

interface ChangesToWrite {
  readonly changes: readonly Change[];
  readonly planId: string;
  readonly plan: Plan;
  readonly options: Options;
  readonly identityCenter: IdentityCenter;
}

/** Carries out `changes`, with a run log and lines of progress. */
export async function writeChanges(
  host: Host,
  { changes, planId, plan, options, identityCenter }: ChangesToWrite,
): Promise<ApplyReport> {
  const time = writeInstant(host.now()).replaceAll(':', '').replace(/\.\d+/, '');
  const log = options.journal ?? path.join('.access', 'runs', `${time}-${planId.slice(0, 8)}.jsonl`);
  const style = styleOf(host.stderr);
  const journal = fileJournal(outputFile(host, log));
  const tell = () =>
    host.stderr.write('interrupted: nothing more is sent, waiting for what is in flight (again to end at once)\n');
  host.signal.addEventListener('abort', tell, { once: true });
  const executing = execute({
    planId,
    toolVersion: host.toolVersion,
    instance: plan.instance,
    caller: plan.caller.arn,
    commit: plan.config.commit,
    names: plan.names,
    changes,
    identityCenter,
    journal,
    now: () => host.now(),
    signal: host.signal,
    deadline: host.deadline,
    onProgress: (progress) => host.stderr.write(progressLine(progress, plan.names, style)),
  });
  return executing.finally(() => {
    host.signal.removeEventListener('abort', tell);
    return journal.close();
  });
}
