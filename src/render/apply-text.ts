// An apply for a terminal: a line for each operation as it ends, and at the end what did not go as planned, with its reason.
import type { Progress } from '../apply/execute.ts';
import type { ApplyReport, OperationResult } from '../apply/report.ts';
import { resultOf } from '../apply/report.ts';
import type { Names, Plan } from '../plan/plan.ts';
import { groupBy } from '../state/group-by.ts';
import { flow, words } from './columns.ts';
import { diagnosticText } from './diagnostics-text.ts';
import { forTerminal } from './escape.ts';
import { namedAccount, namedPrincipal } from './names.ts';
import { accountText, markOf, originPieces, principalText } from './plan-text-section.ts';
import { type Layout, type Paint, PLAIN, type Style } from './style.ts';
import { plural } from './summary.ts';

type Status = OperationResult['status'];

const STATUS_WORDS: Readonly<Record<Status, string>> = {
  done: 'done',
  already: 'already so',
  failed: 'failed',
  'not-sent': 'not sent',
  unknown: 'sent, outcome unknown',
};

/** `[12/40] + group AWS Pressers gains Presser in press-dev (555555555555): done`. */
export function renderProgressText(
  { operation, outcome, done, failed, total }: Progress,
  names: Names,
  style: Style,
): string {
  const result = resultOf(operation, outcome);
  const status = statusPaint(result.status, style)(STATUS_WORDS[result.status]);
  const reason = result.reason === undefined ? '' : `, ${forTerminal(result.reason)}`;
  return `${style.dim(`[${done + failed}/${total}]`)} ${subjectText(result, names, style)}: ${status}${reason}`;
}

export function renderApplyReportText(report: ApplyReport, { names }: Plan, style: Style, width = 100): string {
  const { results, stopped } = report;
  const layout: Layout = { style, width };
  const blocks = (['failed', 'unknown', 'not-sent'] as const).flatMap((status) => {
    const those = results.filter((result) => result.status === status);
    if (those.length === 0) return [];
    const title = `${STATUS_WORDS[status]}: ${plural(those.length, 'operation')}`;
    const context = { ...layout, names, causes: new Map(results.map((result) => [result.address, result])) };
    return [[statusPaint(status, style)(style.bold(title)), ...troubleLines(those, context)].join('\n')];
  });
  return `${[
    ...blocks,
    ...(stopped === undefined ? [] : [diagnosticText(stopped, new Map(), style)]),
    style.bold(closingLine(report)),
  ].join('\n\n')}\n`;
}

interface TroubleContext extends Layout {
  readonly names: Names;
  /** What one operation may have waited for. */
  readonly causes: ReadonlyMap<OperationResult['address'], OperationResult>;
}

/** The reason stands once below the operations that share it. */
function troubleLines(results: readonly OperationResult[], context: TroubleContext): readonly string[] {
  const { names, style, width } = context;
  const byReason = groupBy(results, ({ reason, requestId, changed, putBack }) =>
    JSON.stringify([reason, requestId, changed, putBack]),
  );
  return [...byReason.values()].flatMap((same) => {
    const [first] = same;
    const texts = [reasonOf(first!, context), ...tracesOf(first!)];
    return [
      ...same.map((result) => {
        const origins = originPieces(result.origins, style).map((piece) => `  ${style.dim(piece.text)}`);
        return `  ${subjectText(result, names, style)}${origins.join('')}`;
      }),
      ...texts.map((text) => `      ${flow(words(forTerminal(text)), { column: 6, width })}`),
    ];
  });
}

function reasonOf({ reason, requestId, blockedBy }: OperationResult, { names, causes }: TroubleContext): string {
  const cause = blockedBy === undefined ? undefined : causes.get(blockedBy);
  if (cause !== undefined) return `waits for: ${subjectText(cause, names, PLAIN)} (${STATUS_WORDS[cause.status]})`;
  return (reason ?? 'no reason given') + (requestId === undefined ? '' : ` (request ${requestId})`);
}

/** How far an operation of several calls had come. */
function tracesOf({ changed, putBack }: OperationResult): readonly string[] {
  return [
    ...(putBack === undefined ? [] : [`put back: ${putBack.join(', ')}`]),
    ...(changed === undefined ? [] : [`stays changed: ${changed.join(', ')}`]),
  ];
}

/** `+ group AWS Pressers gains Presser in press-dev (555555555555)`. */
function subjectText(result: OperationResult, names: Names, style: Style): string {
  const { kind, action, permissionSet, principal } = result;
  const mark = markOf(action, style);
  const set = forTerminal(permissionSet);
  const where = result.account === undefined ? '' : ` in ${accountText(namedAccount(result.account, names))}`;
  switch (kind) {
    case 'permission-set':
      return `${mark} ${action} permission set ${set}`;
    case 'provisioning':
      return `${mark} provision ${set}${where}`;
    case 'assignment': {
      const who = principal === undefined ? '' : principalText(namedPrincipal(principal, names));
      return `${mark} ${who} ${action === 'create' ? 'gains' : 'loses'} ${set}${where}`;
    }
    default:
      return kind satisfies never;
  }
}

/** `Applied plan 3f2a91c0: 12 done, 1 already so.` */
function closingLine({ planId, counts, interrupted, stopped, startedAt, endedAt }: ApplyReport): string {
  const parts = [
    `${counts.done} done`,
    ...(counts.already === 0 ? [] : [`${counts.already} already so`]),
    ...(counts.failed === 0 ? [] : [`${counts.failed} failed`]),
    ...(counts.unknown === 0 ? [] : [`${counts.unknown} with unknown outcome`]),
    ...(counts.notSent === 0 ? [] : [`${counts.notSent} not sent`]),
  ];
  const whole = counts.failed + counts.unknown + counts.notSent === 0 && stopped === undefined;
  const verb = whole ? 'Applied plan' : interrupted ? 'Interrupted plan' : 'Applied part of plan';
  const seconds = Math.round((Date.parse(endedAt) - Date.parse(startedAt)) / 1000);
  const next = whole ? '' : ' Plan again to see what is left.';
  return `${verb} ${planId.slice(0, 8)} in ${plural(seconds, 'second')}: ${parts.join(', ')}.${next}`;
}

function statusPaint(status: Status, style: Style): Paint {
  switch (status) {
    case 'done':
    case 'already':
      return style.green;
    case 'failed':
      return style.red;
    case 'not-sent':
    case 'unknown':
      return style.yellow;
    default:
      return status satisfies never;
  }
}
