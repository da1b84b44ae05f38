// An apply for whoever ran it: a line for each operation as it ends, and at the end what did not go as planned, with its reason.
import type { Progress } from '../apply/execute.ts';
import type { ApplyReport, OperationResult } from '../apply/report.ts';
import { resultOf } from '../apply/report.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Names, namedAccount, namedPrincipal } from '../holdings/names.ts';
import type { Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import { accountPhrase } from './accounts.ts';
import { type Block, type Document, group, heading, type Item, list, paragraph } from './document.ts';
import { findingsBlock } from './findings.ts';
import { type Phrase, phrase, quiet, say, strong, type Tone, toned, whole } from './phrase.ts';
import { placesOf } from './places.ts';
import { markOf } from './plan-blocks.ts';
import { resourcePhrase } from './plan-resources.ts';
import { remainingText } from './remaining.ts';
import { principalPhrase } from './who.ts';

type Status = OperationResult['status'];

const STATUSES: Readonly<Record<Status, { readonly words: string; readonly tone: Tone }>> = {
  done: { words: 'done', tone: 'good' },
  already: { words: 'no change needed', tone: 'good' },
  failed: { words: 'failed', tone: 'alarm' },
  'not-sent': { words: 'not sent', tone: 'warning' },
  unknown: { words: 'sent, outcome unknown', tone: 'warning' },
};

/** `[120/400, about 3 minutes left] + group AWS Pressers gains Presser in press-dev (555555555555): done`. */
export function progressPhrase(progress: Progress, names: Names): Phrase {
  const { operation, outcome, done, failed, total, elapsed } = progress;
  const left = remainingText({ done: done + failed, total, elapsed });
  const result = resultOf(operation, outcome);
  const { words, tone } = STATUSES[result.status];
  const line = phrase`${quiet(say(`[${done + failed}/${total}${left === undefined ? '' : `, ${left}`}]`))} ${operationPhrase(result, names)}: ${toned(tone, say(words))}`;
  return result.reason === undefined ? line : phrase`${line}, ${say(result.reason)}`;
}

export interface Applied {
  readonly report: ApplyReport;
  readonly plan: Plan;
}

export function applyReport({ report, plan: { names } }: Applied): Document {
  const { results, stopped } = report;
  const context = { names, causes: new Map(results.map((result) => [result.address, result])) };
  const blocks = (['failed', 'unknown', 'not-sent'] as const).flatMap((status): readonly Block[] => {
    const those = results.filter((result) => result.status === status);
    if (those.length === 0) return [];
    const { words, tone } = STATUSES[status];
    const head = heading(toned(tone, say(`${words}: ${counted(those.length, 'operation')}`)));
    return [group(head, [list(troubleItems(those, context))])];
  });
  return [
    ...blocks,
    ...(stopped === undefined ? [] : [findingsBlock([stopped])]),
    paragraph(strong(say(closingLine(report)))),
  ];
}

interface TroubleContext {
  readonly names: Names;
  /** What one operation may have waited for. */
  readonly causes: ReadonlyMap<OperationResult['address'], OperationResult>;
}

/** The reason stands once below the operations that share it. */
function troubleItems(results: readonly OperationResult[], context: TroubleContext): readonly Item[] {
  const byReason = groupBy(results, ({ reason, requestId, changed, putBack }) =>
    JSON.stringify([reason, requestId, changed, putBack]),
  );
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    const reasons = [reasonOf(first!, context), ...tracesOf(first!)].map(paragraph);
    return same.map((result, index) => ({
      mark: markOf(result.action),
      phrase: whole(doingPhrase(result, context.names)),
      places: placesOf(result.origins),
      blocks: index < same.length - 1 ? [] : reasons,
    }));
  });
}

function reasonOf({ reason, requestId, blockedBy }: OperationResult, { names, causes }: TroubleContext): Phrase {
  const cause = blockedBy === undefined ? undefined : causes.get(blockedBy);
  if (cause !== undefined)
    return phrase`waits for: ${operationPhrase(cause, names)} (${say(STATUSES[cause.status].words)})`;
  return say((reason ?? 'no reason given') + (requestId === undefined ? '' : ` (request ${requestId})`));
}

/** How far an operation of several calls had come. */
function tracesOf({ changed, putBack }: OperationResult): readonly Phrase[] {
  return [
    ...(putBack === undefined ? [] : [say(`put back: ${putBack.join(', ')}`)]),
    ...(changed === undefined ? [] : [say(`stays changed: ${changed.join(', ')}`)]),
  ];
}

/** `+ group AWS Pressers gains Presser in press-dev (555555555555)`. */
function operationPhrase(result: OperationResult, names: Names): Phrase {
  return phrase`${markOf(result.action)} ${doingPhrase(result, names)}`;
}

function doingPhrase(result: OperationResult, names: Names): Phrase {
  const { kind, action, permissionSet = '', principal, account, resource } = result;
  const where = account === undefined ? [] : phrase` in ${accountPhrase(namedAccount(account, names))}`;
  switch (kind) {
    case 'permission-set':
      return phrase`${say(action)} permission set ${permissionSet}`;
    case 'provisioning':
      return phrase`provision ${permissionSet}${where}`;
    case 'assignment': {
      const who = principal === undefined ? [] : principalPhrase(namedPrincipal(principal, names));
      return phrase`${who} ${say(action === 'create' ? 'gains' : 'loses')} ${permissionSet}${where}`;
    }
    case 'access-control-attributes':
      return phrase`${say(action)} attributes for access control`;
    case 'resource':
      return phrase`${say(action)} ${resource === undefined ? [] : resourcePhrase(resource, names)}`;
    default:
      return kind satisfies never;
  }
}

/** `Applied plan 3f2a91c0: 12 done, 1 with no change needed.` */
function closingLine({ planId, counts, interrupted, stopped, startedAt, endedAt }: ApplyReport): string {
  const parts = [
    `${counts.done} done`,
    ...(counts.already === 0 ? [] : [`${counts.already} with no change needed`]),
    ...(counts.failed === 0 ? [] : [`${counts.failed} failed`]),
    ...(counts.unknown === 0 ? [] : [`${counts.unknown} with unknown outcome`]),
    ...(counts.notSent === 0 ? [] : [`${counts.notSent} not sent`]),
  ];
  const whole = counts.failed + counts.unknown + counts.notSent === 0 && stopped === undefined;
  const verb = whole ? 'Applied plan' : interrupted ? 'Interrupted plan' : 'Applied part of plan';
  const seconds = Math.round((endedAt - startedAt) / 1000);
  const next = whole ? '' : ' Plan again to see what is left.';
  return `${verb} ${planId.slice(0, 8)} in ${counted(seconds, 'second')}: ${parts.join(', ')}.${next}`;
}
