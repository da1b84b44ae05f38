// Fetches what makePlan needs and decides nothing: the folder, then live, and between the two compile's verdict whether to go on.
import { type Compiled, compile, type Declared, declare } from './compile.ts';
import { hasErrors, type Phase } from './diagnostics/diagnostic.ts';
import { load } from './load.ts';
import { type PairsInputs, pairsToRead } from './plan/pairs-to-read.ts';
import type { PlanInputs } from './plan/plan.ts';
import type { IdentityCenterReader } from './provider/identity-center.ts';
import { needsOf, scopeOf } from './resolve/needs.ts';
import type { SourceFile } from './source/file.ts';
import type { Limits } from './state/allowance.ts';
import type { Desired } from './state/desired.ts';
import type { Directory } from './state/directory.ts';
import { type Live, type Scope, withPairs } from './state/live.ts';
import type { Assignment } from './state/state.ts';

export interface LoadedConfig extends Phase<Declared> {
  /** What was read of the folder. */
  readonly files: readonly SourceFile[];
  /** Text of each file by its display path, for excerpts. */
  readonly sources: ReadonlyMap<string, string>;
}

/** `displayRoot`: the folder that paths in messages are relative to; `shownAs`: what they begin with instead. */
export async function loadConfig(dir: string, displayRoot: string, shownAs?: string): Promise<LoadedConfig> {
  const folder = await load(dir, { displayRoot, ...(shownAs === undefined ? {} : { shownAs }) });
  const declared = declare(folder.value);
  const files = [...folder.value.documents, ...folder.value.policies].filter((file) => 'text' in file);
  return {
    value: declared.value,
    diagnostics: [...folder.diagnostics, ...declared.diagnostics],
    files,
    sources: new Map(files.map((file) => [file.path, file.text])),
  };
}

export interface GatherOptions {
  /** Milliseconds since the epoch at which expiry is judged. */
  readonly asOf: number;
  readonly allowed: Limits;
  /** The files as they were: what they ask for in the same organisation. */
  readonly before?: Declared | undefined;
  /** Read every pair of set and account. */
  readonly audit: boolean;
  /** See `PairsInputs`. */
  readonly mustKnow?: readonly Assignment[] | undefined;
}

export type Gathered = Pick<
  PlanInputs,
  'desired' | 'live' | 'directory' | 'before' | 'guardrails' | 'findings' | 'calls' | 'levels'
> & {
  /** Of the base: with what else resolving it gave. */
  readonly beforeCompiled?: Compiled;
};

/** Undefined when the files do not fit the organisation: then live's assignments are not even read. */
export async function gather(
  declared: Declared,
  reader: IdentityCenterReader,
  options: GatherOptions,
): Promise<Phase<Gathered | undefined>> {
  const { declarations } = declared;
  const { before } = options;
  const directory = await reader.readDirectory(needsOf(declarations, ...(before ? [before.declarations] : [])));
  const { value: desired, guardrails, diagnostics } = compile(declared, directory, options);
  if (desired === undefined || hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const scope = scopeOf(declarations, { audit: options.audit, owner: desired.rules.owner });
  const base = baseIn(before, directory, { desired, options });
  const live = await readLive(reader, scope, { desired, directory, ...base, mustKnow: options.mustKnow ?? [] });
  return {
    value: {
      desired,
      live,
      directory,
      ...base,
      ...(guardrails === undefined ? {} : { guardrails }),
      findings: diagnostics,
      calls: reader.callCounts(),
      levels: declarations.settings.diagnostics,
    },
    diagnostics,
  };
}

/** Reads by the cheaper way, and then completely what a plan would rest on. `pairsToRead` says which, and why this ends. */
export async function readLive(
  reader: IdentityCenterReader,
  scope: Scope,
  inputs: Omit<PairsInputs, 'live'>,
): Promise<Live> {
  let live = await reader.readState(scope);
  let pairs = pairsToRead({ ...inputs, live });
  while (pairs.length > 0) {
    live = withPairs(live, pairs, await reader.readPairs(pairs));
    pairs = pairsToRead({ ...inputs, live });
  }
  return live;
}

/** Nothing of a base that does not fit the organisation, or that spoke for another owner: half of what it granted would leave the rest unguarded. */
function baseIn(
  before: Declared | undefined,
  directory: Directory,
  { desired, options }: { readonly desired: Desired; readonly options: GatherOptions },
): { readonly before?: Desired; readonly beforeCompiled?: Compiled } {
  const compiled = before && compile(before, directory, options);
  const base = compiled?.value;
  return base?.rules.owner === desired.rules.owner ? { before: base, beforeCompiled: compiled! } : {};
}
