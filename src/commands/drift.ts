// `access drift`: what live has otherwise than the files say. Reads all of it, as `plan --audit` does, and writes nothing.
import path from 'node:path';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Drift, driftOf } from '../drift/drift.ts';
import { isExplained, operationsBehind, withDoers } from '../drift/who.ts';
import { BODY_LIMITS, FORGE_NAMES, ISSUE_NOUNS } from '../forge/forge.ts';
import { report } from '../forge/issues.ts';
import { openIssues } from '../forge/open.ts';
import { placeOf } from '../forge/place.ts';
import { footerOf } from '../forge/publish.ts';
import type { RecordedCall } from '../provider/identity-center.ts';
import type { Results } from '../render/formats.ts';
import { reading, type Source } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult, resultText } from './output.ts';
import { plannableConfig, planned } from './planning.ts';

const HAS_DRIFT = 2;

export async function drift(host: Host, _words: readonly string[], options: Options): Promise<number> {
  // Before anything is read: an issue that cannot be written should not cost minutes of reading.
  const forge = options.issue === true ? forgeFor(host, options) : undefined;
  const outcome = await driftOrFindings(host, options);
  if ('found' in outcome) {
    printFindings(host, outcome.found, outcome.sources);
    return 1;
  }
  await printResult(host, { kind: 'drift', value: outcome }, options.format);
  if (forge !== undefined) await reportDrift(host, outcome, { ...forge, options });
  return outcome.items.length > 0 ? HAS_DRIFT : 0;
}

/** Throws an AccessError where there is no issue to be kept. */
function forgeFor(host: Host, options: Options) {
  const place = placeOf(host.env, options);
  const world = {
    send: host.send,
    now: () => host.now(),
    sleep: (milliseconds: number) => host.sleep(milliseconds),
    random: Math.random,
  };
  return { place, tracker: openIssues(place, host.env, world), world };
}

/** What it says is told first: an issue that cannot be written takes nothing away from it. */
async function reportDrift(
  host: Host,
  value: Drift,
  { place, tracker, world, options }: ReturnType<typeof forgeFor> & { readonly options: Options },
): Promise<void> {
  const { cwd } = host;
  const name = options.marker ?? path.relative(cwd, path.resolve(cwd, options.dir)).split(path.sep).join('/');
  const foot = footerOf(place);
  const limit = BODY_LIMITS[place.forge] - MARKER_ROOM - Buffer.byteLength(foot) - Buffer.byteLength(name) * 3;
  const body = `${await resultText(host, { kind: 'drift', value }, 'markdown', { limit })}\n${foot}`;
  const count = value.items.length;
  const title = `access: ${count === 0 ? 'no drift' : counted(count, 'difference')} in ${name || '.'}`;
  const reported = await report(tracker, { name: name || '.', title, body, isOpen: count > 0 }, world);
  if (reported.kind === 'none') return;
  const where = ` in ${place.repository} (${FORGE_NAMES[place.forge]})`;
  host.stderr.write(
    `${ISSUE_NOUNS[place.forge]} ${reported.kind}${where}${reported.url === undefined ? '' : `: ${reported.url}`}\n`,
  );
}

/** For the marker, without the name that is in it. */
const MARKER_ROOM = 100;

async function driftOrFindings(host: Host, options: Options): Promise<Drift | Results['findings']> {
  const config = await plannableConfig(host, options);
  const { sources } = config;
  if (hasErrors(config.diagnostics)) return { found: config.diagnostics, sources };
  const target = { declarations: config.value.declarations, options };
  const asked = { config, options: { ...options, audit: true }, asOf: host.now() };
  return reading(host, target, async (source) => {
    const { value, diagnostics } = await planned(host, { ...asked, ...source });
    if (value === undefined) return { found: diagnostics, sources };
    const found = driftOf({ ...value, options: aboutTheSame(options) });
    return options.who === true ? lookedUp(found, source) : found;
  });
}

/** Who did it is worth a question, and never what was read so far. */
async function lookedUp(found: Drift, { reader }: Source): Promise<Drift> {
  const operations = operationsBehind(found);
  if (operations.length === 0 || reader.readRecordedCalls === undefined) return found;
  try {
    const isEnough = (operation: string, calls: readonly RecordedCall[]) => isExplained(found, operation, calls);
    return withDoers(found, await reader.readRecordedCalls({ operations, isEnough }));
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    const unread = diagnose('provider/events-unread', { reason: error.diagnostic.message });
    return { ...found, notices: [...found.notices, unread] };
  }
}

/** For commands to paste. */
function aboutTheSame({ dir, sandbox, sandboxState }: Options): readonly string[] {
  return [
    ...(dir === 'access' ? [] : ['--dir', dir]),
    ...(sandbox === true ? ['--sandbox'] : []),
    ...(sandboxState === undefined ? [] : ['--sandbox-state', sandboxState]),
  ];
}
