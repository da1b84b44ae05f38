// From options to an open Identity Center: AWS, or a sandbox with its state file and seed.
import path from 'node:path';
import type { Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { optional } from '../optional.ts';
import type { PlanSnapshot } from '../plan/plan.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { usageText } from '../render/usage.ts';
import { outputFile, readText } from './files.ts';
import type { Connection, ConnectOptions, Host, SandboxChoice } from './host.ts';
import type { Options } from './options.ts';
import { readingProgress } from './progress.ts';

export interface Target {
  /** Undefined: there are no files yet. */
  readonly declarations: Declarations | undefined;
  readonly options: Options;
  /** Names that somebody gave: known in a blurred snapshot as those of the files are. */
  readonly names?: readonly string[];
}

/** Opens it, hands it to `work`, and closes it whatever happens. */
export async function connected<T>(
  host: Host,
  target: Target,
  work: (connection: Connection) => Promise<T>,
): Promise<T> {
  const progress = readingProgress(host.stderr, host.now);
  const sandbox = target.options.sandbox === true ? { sandbox: await sandboxChoice(host, target) } : {};
  const connection = await host.connect({
    ...liveOptions(target),
    ...sandbox,
    onProgress: progress.report,
    onWait: progress.wait,
  });
  const beganAt = host.now();
  try {
    return await work(connection);
  } finally {
    progress.end();
    const usage = target.options.verbose === true ? connection.identityCenter.usage?.() : undefined;
    if (usage !== undefined) host.stderr.write(usageText(usage, (host.now() - beganAt) / 1_000));
    await connection.close();
  }
}

/** What a plan is made from. */
export interface Source {
  readonly reader: IdentityCenterReader;
  /** Absent: it is live. */
  readonly snapshot?: PlanSnapshot;
  /** Absent: the snapshot has nothing of it. */
  readonly entra?: Entra;
}

/** Hands `work` a snapshot where the options name one, and live otherwise. */
export async function reading<T>(host: Host, target: Target, work: (source: Source) => Promise<T>): Promise<T> {
  const { live, maxAge } = target.options;
  if (live === undefined)
    return connected(host, target, ({ identityCenter, entra }) => work({ reader: identityCenter, entra }));
  // What can read a snapshot is a tenth of the program.
  const [{ readSnapshot }, { recognised, textsIn }, { snapshotReader }, { snapshotEntra }] = await Promise.all([
    import('./snapshot-file.ts'),
    import('../snapshot/blur.ts'),
    import('../snapshot/snapshot.ts'),
    import('../snapshot/entra.ts'),
  ]);
  const file = await readSnapshot(host, live, maxAge);
  const snapshot = { takenAt: file.takenAt, ...(file.isBlurred ? ({ isBlurred: true } as const) : {}) };
  if (target.options.entra === true && file.entra === undefined)
    throw new AccessError(diagnose('cli/snapshot-without-entra', { path: live }));
  const known = recognised(file, [...textsIn(target.declarations), ...(target.names ?? [])]);
  return work({
    reader: snapshotReader(known),
    snapshot,
    ...(known.entra && { entra: snapshotEntra(known.entra) }),
  });
}

/** The sandbox has an instance of its own, whatever the files say, so that its plans never fit AWS. */
function liveOptions({ declarations, options: { sandbox, inFlight } }: Target): ConnectOptions {
  const { region, instanceArn } = declarations?.settings.identityCenter ?? {};
  return {
    ...(region === undefined ? {} : { region: region.value }),
    ...(instanceArn === undefined || sandbox === true ? {} : { instanceArn: instanceArn.value }),
    ...optional({ inFlight }),
  };
}

/** The seed comes from the file that is named, or else from what the files declare and select, or else is the sandbox's own. */
export async function sandboxChoice(host: Host, { declarations, options }: Target): Promise<SandboxChoice> {
  const { seed, sandboxState = path.join('.access', 'sandbox.json') } = options;
  const stateFile = outputFile(host, sandboxState);
  if (seed !== undefined) return { stateFile, seed: { text: await readText(host, seed, 'seed'), name: seed } };
  if (declarations === undefined) return { stateFile };
  const { seedOf } = await import('./sandbox-seed.ts');
  return {
    stateFile,
    seed: { text: JSON.stringify(seedOf(declarations)), name: 'what the files declare and select' },
  };
}
