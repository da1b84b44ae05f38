// Fetches what makePlan needs and decides nothing: the folder, then live, and between the two compile's verdict whether to go on.
import { type Compiled, compile, type Declared, declare } from './compile.ts';
import type { PreflightSettings } from './config/declarations.ts';
import { hasErrors, type Phase } from './diagnostics/diagnostic.ts';
import type { Instant } from './instant.ts';
import { load } from './load.ts';
import { optional } from './optional.ts';
import { type PairsInputs, pairsToRead } from './plan/pairs-to-read.ts';
import type { PlanInputs } from './plan/plan.ts';
import { type Preflight, preflightQuery, unableToAsk, withRoles } from './plan/preflight.ts';
import type { IdentityCenterReader } from './provider/identity-center.ts';
import { applicationScope, applicationsOf, declaresUsers, needsOf, scopeOf } from './resolve/needs.ts';
import type { RefusedFile, SourceFile, SourceFolder } from './source/file.ts';
import type { ParsedFiles } from './source/parse.ts';
import type { PreflightRole } from './state/account-policies.ts';
import type { Limits } from './state/allowance.ts';
import type { Desired } from './state/desired.ts';
import type { EntraState } from './state/entra.ts';
import { type Live, type Scope, withPairs, withSamlRoles } from './state/live.ts';
import type { Assignment } from './state/state.ts';

export interface LoadedConfig extends Phase<Declared> {
  /** A file could not be read. */
  readonly incomplete: boolean;
  readonly folder: SourceFolder;
  /** What was read of the folder. */
  readonly files: readonly SourceFile[];
  /** Text of each file by its display path, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
}

/** `displayRoot`: the folder that paths in messages are relative to. */
export async function loadConfig(dir: string, displayRoot: string): Promise<LoadedConfig> {
  return loadedFrom(await load(dir, { displayRoot }));
}

export interface Version {
  readonly dir: string;
  readonly displayRoot: string;
  /** What the paths of its files begin with in messages. */
  readonly shownAs: string;
}

/**
 * Another version of a folder. A file that is the same in both is read once, and has the path that it has in `now`: its places are right in both. A folder
 * that is the same is declared once, and its value is that of `now` itself. Without `now` nothing is shared.
 */
export async function loadVersion({ dir, displayRoot, shownAs }: Version, now?: LoadedConfig): Promise<LoadedConfig> {
  const { value, diagnostics } = await load(dir, { displayRoot, shownAs });
  if (now === undefined) return loadedFrom({ value, diagnostics });
  const known = new Map(now.files.map((file) => [file.configPath, file]));
  const asKnown = <File extends SourceFile | RefusedFile>(file: File): File | SourceFile => {
    const same = known.get(file.configPath);
    return 'text' in file && same?.text === file.text && same.again === file.again ? same : file;
  };
  const folder = { ...value, documents: value.documents.map(asKnown), policies: value.policies.map(asKnown) };
  const files = [...folder.documents, ...folder.policies];
  const isSame =
    !value.incomplete &&
    !now.incomplete &&
    diagnostics.length === 0 &&
    files.length === now.files.length &&
    files.every((file) => known.get(file.configPath) === file);
  return isSame ? now : loadedFrom({ value: folder, diagnostics }, now.value.parsed);
}

function loadedFrom(folder: Phase<SourceFolder>, known?: ParsedFiles): LoadedConfig {
  const declared = declare(folder.value, known);
  const files = [...folder.value.documents, ...folder.value.policies].filter((file) => 'text' in file);
  return {
    value: declared.value,
    folder: folder.value,
    diagnostics: [...folder.diagnostics, ...declared.diagnostics],
    incomplete: folder.value.incomplete,
    files,
    sources: new Map(files.map((file) => [file.path, file.text])),
  };
}

export interface GatherOptions {
  /** Milliseconds since the epoch at which expiry is judged. */
  readonly asOf: Instant;
  readonly allowed: Limits;
  /** The files as they were: what they ask for in the same organisation. */
  readonly before?: Declared | undefined;
  /** Read every pair of set and account. */
  readonly audit: boolean;
  /** Ask accounts what they have of customer managed policies, where the files say by which role. */
  readonly preflight?: boolean;
  /** See `PairsInputs`. */
  readonly mustKnow?: readonly Assignment[] | undefined;
  /** Asked beside live. */
  readonly tenant?: Promise<EntraState> | undefined;
}

export type Gathered = Pick<
  PlanInputs,
  'desired' | 'live' | 'directory' | 'preflight' | 'before' | 'guardrails' | 'findings' | 'calls' | 'levels'
> & {
  /** Of the base: with what else resolving it gave. */
  readonly beforeCompiled?: Compiled;
};

/**
 * Undefined when the files do not fit the organisation. Both sides are read at once, for Organizations answers five calls a second and Identity Center
 * twenty; where the files turn out not to fit, the reading of assignments ends there.
 */
export async function gather(
  declared: Declared,
  reader: IdentityCenterReader,
  options: GatherOptions,
): Promise<Phase<Gathered | undefined>> {
  const stop = new AbortController();
  const scope = scopeFor(declared, options);
  const reading = scope && reader.readState(scope, stop.signal);
  // Told where it is waited for.
  reading?.catch(() => undefined);
  try {
    return await gathered(declared, reader, { ...options, scope, reading });
  } finally {
    stop.abort(new Error('what was read first made the rest superfluous'));
  }
}

/** What is to be read of live; undefined where the files come to nothing, whatever the organisation. */
function scopeFor({ declarations, isValid }: Declared, { audit, before }: GatherOptions): Scope | undefined {
  const owner = declarations.settings.identityCenter.owner?.value;
  if (owner === undefined || !isValid) return undefined;
  const ofFiles = scopeOf(declarations, { audit, owner });
  // What the base granted to users must be seen where it is taken away.
  const users = ofFiles.users || (before !== undefined && declaresUsers(before.declarations));
  // So must what it granted on applications that no file declares any more.
  const applications = applicationsOf(declarations, ...(before === undefined ? [] : [before.declarations]));
  return { ...ofFiles, users, ...applicationScope(ofFiles, applications) };
}

interface Begun extends GatherOptions {
  readonly scope: Scope | undefined;
  readonly reading: Promise<Live> | undefined;
}

async function gathered(
  declared: Declared,
  reader: IdentityCenterReader,
  options: Begun,
): Promise<Phase<Gathered | undefined>> {
  const { declarations } = declared;
  const { before, scope, reading } = options;
  const directory = await reader.readDirectory(needsOf(declarations, ...(before ? [before.declarations] : [])));
  const moment = { ...options, tenant: await options.tenant };
  const compiled = compile(declared, directory, moment);
  const { value: desired, guardrails, diagnostics } = compiled;
  if (desired === undefined || hasErrors(diagnostics)) return { value: undefined, diagnostics };
  if (reading === undefined || scope === undefined) throw new Error('bug: files that come to nothing fit');
  const compiledBefore = before === declared ? compiled : before && compile(before, directory, moment);
  const base = baseIn(compiledBefore, desired);
  const center = await completed(await reading, reader, {
    desired,
    directory,
    ...base,
    mustKnow: options.mustKnow ?? [],
  });
  const { samlRoles } = desired;
  const live = samlRoles === undefined ? center : withSamlRoles(center, await reader.readSamlRoles?.(samlRoles));
  const { preflight: role } = options.preflight === true ? declarations.settings : {};
  const preflight = role && (await readPreflight(reader, role, { desired, live, directory, ...base }));
  const known = withRoles(live, preflight);
  return {
    value: {
      desired,
      live: known,
      directory,
      ...base,
      ...optional({ guardrails, preflight }),
      findings: diagnostics,
      calls: reader.callCounts(),
      levels: declarations.settings.diagnostics,
    },
    diagnostics,
  };
}

/** By which accounts are asked. */
export function preflightRole({
  assumeRole,
  sessionName = 'access-preflight',
  ...role
}: PreflightSettings): PreflightRole {
  return { ...role, name: assumeRole.value, sessionName };
}

/** Once for a plan: of its files, of those of its base, and of live. */
async function readPreflight(
  reader: IdentityCenterReader,
  role: PreflightSettings,
  inputs: Parameters<typeof preflightQuery>[1],
): Promise<Preflight> {
  const query = preflightQuery(preflightRole(role), inputs);
  return { query, accounts: (await reader.readAccountPolicies?.(query)) ?? unableToAsk(query) };
}

/** Reads by the cheaper way, and then completely what a plan would rest on. */
export async function readLive(
  reader: IdentityCenterReader,
  scope: Scope,
  inputs: Omit<PairsInputs, 'live'>,
): Promise<Live> {
  return completed(await reader.readState(scope), reader, inputs);
}

/** `pairsToRead` says what is read, and why this ends. */
async function completed(read: Live, reader: IdentityCenterReader, inputs: Omit<PairsInputs, 'live'>): Promise<Live> {
  let live = read;
  let pairs = pairsToRead({ ...inputs, live });
  while (pairs.length > 0) {
    live = withPairs(live, pairs, await reader.readPairs(pairs));
    pairs = pairsToRead({ ...inputs, live });
  }
  return live;
}

/** Nothing of a base that does not fit the organisation, or that spoke for another owner: half of what it granted would leave the rest unguarded. */
function baseIn(
  compiled: Compiled | undefined,
  desired: Desired,
): { readonly before?: Desired; readonly beforeCompiled?: Compiled } {
  const base = compiled?.value;
  return base?.rules.owner === desired.rules.owner ? { before: base, beforeCompiled: compiled! } : {};
}
