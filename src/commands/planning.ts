// What plan and apply share: the files, live, and the plan made of both.
import path from 'node:path';
import { hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import { type Gathered, gather, type LoadedConfig, loadConfig } from '../gather.ts';
import { makePlan, type Plan } from '../plan/plan.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { allowedBy } from './allow.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings } from './output.ts';

/** The files, when they can be planned with; findings are printed. */
export async function plannableConfig(host: Host, { dir }: Options): Promise<LoadedConfig | undefined> {
  const config = await loadConfig(dir, host.cwd);
  if (hasErrors(config.diagnostics)) {
    printFindings(host, config.diagnostics, config.sources);
    return undefined;
  }
  return config;
}

export interface Planned {
  readonly plan: Plan;
  readonly gathered: Gathered;
}

export interface PlanningInputs {
  readonly config: LoadedConfig;
  readonly reader: IdentityCenterReader;
  readonly options: Options;
  /** Milliseconds since the epoch. */
  readonly asOf: number;
}

/** Undefined when the files do not fit the organisation; the findings say why. */
export async function planned(
  host: Host,
  { config, reader, options, asOf }: PlanningInputs,
): Promise<Phase<Planned | undefined>> {
  const allowed = allowedBy(options.allow);
  const { value: gathered, diagnostics } = await gather(config.value, reader, {
    asOf,
    allowed,
    audit: options.audit === true,
  });
  if (gathered === undefined) return { value: undefined, diagnostics };
  const commit = await host.commit(path.resolve(host.cwd, options.dir));
  const plan = makePlan({
    ...gathered,
    findings: [...config.diagnostics, ...gathered.findings],
    asOf,
    allowed,
    toolVersion: host.toolVersion,
    config: { digest: config.value.digest, ...(commit === undefined ? {} : { commit }) },
  });
  return { value: { plan, gathered }, diagnostics };
}
