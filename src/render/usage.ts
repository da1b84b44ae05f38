// What a run cost, and why: the end of `--verbose`.
import { counted } from '../diagnostics/wording.ts';
import type { AssignmentsReading, CallUsage, Usage } from '../provider/identity-center.ts';

/** Lines for standard error. `seconds`: since the Identity Center was opened. */
export function usageText({ calls, assignments, inFlight, operations }: Usage, seconds: number): string {
  const services = [...new Set(Object.keys(calls).map(serviceOf))];
  const lines = [
    ...(assignments === undefined ? [] : [`assignments were read ${wayOf(assignments)}`]),
    ...services.map((service) => serviceLine(service, calls, seconds)),
    ...(inFlight.most === 0 ? [] : [`in flight: at most ${inFlight.most} at once, of ${inFlight.limit} that may be`]),
    ...Object.entries(operations).map(
      ([kind, milliseconds]) => `${kind}: ${(milliseconds / 1_000).toFixed(1)} seconds, median`,
    ),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function wayOf({ way, pairs, groups, alone }: AssignmentsReading): string {
  const all = `${counted(pairs, 'pair')} of permission set and account`;
  if (way === 'by-pair') return `one by one: ${all}, for ${counted(groups, 'group')} would cost more, or not show all`;
  return `by group: ${counted(groups, 'group')} in place of ${all}, ${alone} of which were read one by one as well`;
}

const serviceOf = (api: string): string => api.split(':')[0]!;

/** `sso-admin: 223 calls in 12 seconds (18.6 a second), 0 throttled: 20 DescribePermissionSet, …`. */
function serviceLine(service: string, calls: Usage['calls'], seconds: number): string {
  const own = Object.entries(calls).filter(([api]) => serviceOf(api) === service);
  const sum = (of: (usage: CallUsage) => number) => own.reduce((total, [, usage]) => total + of(usage), 0);
  const [sent, throttled, tooMany] = [
    sum((usage) => usage.sent),
    sum((usage) => usage.throttled),
    sum((usage) => usage.tooMany),
  ];
  const refused = tooMany === 0 ? '' : `, ${tooMany} refused with too many in flight`;
  const pace = seconds < 1 ? '' : ` in ${Math.round(seconds)} seconds (${(sent / seconds).toFixed(1)} a second)`;
  const each = own.map(([api, usage]) => `${usage.sent} ${api.split(':')[1]}`).join(', ');
  return `${service}: ${counted(sent, 'call')}${pace}, ${throttled} throttled${refused}: ${each}`;
}
