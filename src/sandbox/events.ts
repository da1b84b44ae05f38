// What CloudTrail records of sso-admin: each write that was carried out, in the trail of the account that called, the newest of them.
import { uuid } from './ids.ts';
import type { Call, Output } from './operation.ts';
import type { RecordedEvent } from './state.ts';

/** CloudTrail keeps 90 days; here it is so many, for a state file must not grow without end. */
const MOST_EVENTS = 1_000;

export function recordEvent({ state, caller, operation }: Call, input: Output, output: Output): void {
  const { events, now, instanceArn } = state;
  const last = events.at(-1);
  events.push({
    id: uuid('event', instanceArn, operation, last?.id ?? '', String(now)),
    name: operation,
    time: now,
    account: caller.account,
    arn: caller.arn,
    request: recorded(input),
    response: recorded(output),
  });
  if (events.length > MOST_EVENTS) events.splice(0, events.length - MOST_EVENTS);
}

/** Members begin in lower case there: `permissionSetArn`. */
function recorded(value: Output): RecordedEvent['request'] {
  return lowered(value) as RecordedEvent['request'];
}

function lowered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lowered);
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [name.charAt(0).toLowerCase() + name.slice(1), lowered(member)]),
  );
}
