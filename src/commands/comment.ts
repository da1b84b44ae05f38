// `access comment plan.json`: the plan, or what stopped it, on the pull request that it is about.
import path from 'node:path';
import { printable } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { BODY_LIMITS, FORGE_NAMES } from '../forge/forge.ts';
import { openForge } from '../forge/open.ts';
import { type GithubEvent, type Place, placeOf } from '../forge/place.ts';
import { footerOf, frameOf, markerOf, publish } from '../forge/publish.ts';
import type { Plan } from '../plan/plan.ts';
import { awaitsApproval, isRefused } from '../plan/verdict.ts';
import { appendText, readText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, resultText } from './output.ts';
import { readOutcome } from './plan-file.ts';

/** What there is to tell. */
type Outcome =
  | { readonly kind: 'plan'; readonly plan: Plan }
  /** `unreadable`: there is not even a file that says what stopped it. */
  | { readonly kind: 'failure'; readonly found: readonly Diagnostic[]; readonly unreadable?: true };

export async function comment(host: Host, [file]: readonly string[], options: Options): Promise<number> {
  const place = placeOf(host.env, options, await githubEvent(host));
  const outcome = await outcomeIn(host, file!, options.dir);
  const name = options.marker ?? path.relative(host.cwd, path.resolve(host.cwd, options.dir)).split(path.sep).join('/');
  const frame = { name: name || '.', run: place.run };
  const room = BODY_LIMITS[place.forge] - frameOf({ ...frame, ...place });
  const body = `${await markdownOf(host, outcome, room)}\n${footerOf(place)}`;
  if (options.dryRun === true) {
    host.stdout.write(`${markerOf(frame.name, frame.run)}\n${body}`);
    host.stderr.write(`dry run: nothing was sent${aboutOf(place)}\n`);
    return exitCodeOf(host, outcome, []);
  }
  // First: it is there even where the token may not comment.
  const lost = await summarize(host, outcome);
  await send(host, place, { ...frame, body, isOpen: needsAttention(outcome) });
  return exitCodeOf(host, outcome, lost);
}

/** What went wrong beside the comment is told behind it. */
function exitCodeOf(host: Host, outcome: Outcome, lost: readonly Diagnostic[]): number {
  const unread = outcome.kind === 'failure' && outcome.unreadable === true ? outcome.found : [];
  const found = [...unread, ...lost];
  printFindings(host, found);
  return found.length === 0 ? 0 : 1;
}

/** A file that is not there, or none, is told where everybody looks: what an earlier run has said there is over. */
async function outcomeIn(host: Host, file: string, dir: string): Promise<Outcome> {
  try {
    return await readOutcome(host, file, dir);
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return { kind: 'failure', found: [error.diagnostic], unreadable: true };
  }
}

/** Of a workflow that runs for another event than `pull_request`, only the event knows the number. Without it the environment says enough. */
async function githubEvent(host: Host): Promise<GithubEvent> {
  const file = host.env.GITHUB_EVENT_PATH ?? '';
  if (file === '') return {};
  try {
    const event: unknown = JSON.parse(await readText(host, file, 'event'));
    return typeof event === 'object' && event !== null ? event : {};
  } catch (error) {
    if (error instanceof AccessError || error instanceof SyntaxError) return {};
    throw error;
  }
}

function markdownOf(host: Host, outcome: Outcome, limit: number): Promise<string> {
  if (outcome.kind === 'plan') return resultText(host, { kind: 'plan', value: outcome.plan }, 'markdown', { limit });
  const value = { found: printable(outcome.found), sources: new Map() };
  return resultText(host, { kind: 'findings', value }, 'markdown', { limit });
}

/** GitHub drops the summary of a step that is larger ("Workflow commands": 1 MiB), and what earlier commands of the step have written counts. */
const MOST_SUMMARY = 1_000_000;
/** With less room there is nothing to say. */
const LEAST_SUMMARY = 4_000;

async function summarize(host: Host, outcome: Outcome): Promise<readonly Diagnostic[]> {
  const file = host.env.GITHUB_STEP_SUMMARY ?? '';
  if (file === '') return [];
  try {
    await appendText(host, file, {
      most: MOST_SUMMARY,
      make: async (room) => (room < LEAST_SUMMARY ? '' : `${await markdownOf(host, outcome, room - 1)}\n`),
    });
    return [];
  } catch (error) {
    if (error instanceof AccessError) return [error.diagnostic];
    throw error;
  }
}

function needsAttention(outcome: Outcome): boolean {
  return outcome.kind === 'failure' || isRefused(outcome.plan) || awaitsApproval(outcome.plan);
}

async function send(host: Host, place: Place, publication: Parameters<typeof publish>[1]): Promise<void> {
  const { forge } = place;
  if (place.pullRequest === undefined) return printFindings(host, [diagnose('comment/no-pull-request', { forge })]);
  const world = {
    send: host.send,
    now: () => host.now(),
    sleep: (milliseconds: number) => host.sleep(milliseconds),
    random: Math.random,
  };
  const published = await publish(openForge(place, host.env, world), publication, world);
  if (published.kind === 'superseded') return printFindings(host, [diagnose('comment/superseded', { forge })]);
  host.stderr.write(`comment ${published.kind}${aboutOf(place)}\n`);
  if (published.url !== undefined) host.stdout.write(`${published.url}\n`);
}

/** ` on pull request 7 of orchard/identity (GitHub)`. */
function aboutOf({ forge, repository, pullRequest }: Place): string {
  return pullRequest === undefined ? '' : ` on pull request ${pullRequest} of ${repository} (${FORGE_NAMES[forge]})`;
}
