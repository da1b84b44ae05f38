// Who changed permission sets and assignments, by CloudTrail (LookupEvents): management events of the last 90 days, of one account in one region.
//
// An event is looked up by its name, for all reading of Identity Center is recorded as well, and would bury the few writes. Two calls a second are allowed, so it ends as soon as enough is
// known, and after some pages in any case.
import { instantAt } from '../../instant.ts';
import { optional } from '../../optional.ts';
import { type AccountId, accountId, type PrincipalId, principalId } from '../../state/state.ts';
import type { RecordedCall, RecordedCalls, RecordedCallsQuery } from '../identity-center.ts';
import type { Answer } from './answers.ts';
import type { Session } from './session.ts';

/** Of an operation: 500 events, in five seconds. */
const MOST_PAGES = 10;
const PAGE = 50;
const SOURCE = 'sso.amazonaws.com';

type LookedUp = NonNullable<Answer<'cloudtrail', 'LookupEvents'>['Events']>[number];

export async function readRecordedCalls(session: Session, query: RecordedCallsQuery): Promise<RecordedCalls> {
  const { caller, instance } = await session.callerContext.get();
  const calls: RecordedCall[] = [];
  const cut: string[] = [];
  for (const operation of query.operations) {
    const found = await lookUp(session, operation, query);
    calls.push(...found.calls);
    if (found.isCut) cut.push(operation);
  }
  return { calls, cut, account: caller.account, region: instance.region };
}

async function lookUp({ aws, catalogue }: Session, operation: string, { isEnough }: RecordedCallsQuery) {
  const calls: RecordedCall[] = [];
  let token: string | undefined;
  for (let pages = 0; pages < MOST_PAGES; pages += 1) {
    const { Events = [], NextToken } = await aws.call('cloudtrail', 'LookupEvents', {
      LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: operation }],
      MaxResults: PAGE,
      ...optional({ NextToken: token }),
    });
    for (const event of Events) {
      const call = event.EventName === operation ? callIn(event, catalogue) : undefined;
      if (call !== undefined) calls.push(call);
    }
    if (isEnough(operation, calls) || !NextToken) return { calls, isCut: false };
    // A token that comes again leads in a circle.
    if (NextToken === token) break;
    token = NextToken;
  }
  return { calls, isCut: true };
}

/** Undefined: it is another service's, was refused, or is about nothing that is known here. The text of an event is as little to be believed as any answer. */
function callIn(
  { EventId, EventName, EventTime, CloudTrailEvent = '' }: LookedUp,
  { nameOf }: Pick<Session['catalogue'], 'nameOf'>,
): RecordedCall | undefined {
  const event = objectIn(CloudTrailEvent);
  if (event.eventSource !== SOURCE || event.errorCode !== undefined) return undefined;
  const request = memberOf(event, 'requestParameters');
  const arn = textOf(request.permissionSetArn) ?? textOf(request.resourceArn);
  // CreatePermissionSet names the set.
  const permissionSet = arn === undefined ? textOf(request.name) : nameOf(arn);
  if (permissionSet === undefined) return undefined;
  const account = /^\d{12}$/.exec(textOf(request.targetId) ?? '')?.[0];
  const principal = /^[\w-]{1,128}$/.exec(textOf(request.principalId) ?? '')?.[0];
  return {
    operation: EventName,
    at: instantAt(EventTime.getTime()),
    by: callerIn(memberOf(event, 'userIdentity')),
    eventId: EventId,
    permissionSet,
    ...(account === undefined ? {} : { account: accountId(account) satisfies AccountId }),
    ...(principal === undefined ? {} : { principal: principalId(principal) satisfies PrincipalId }),
  };
}

/** CloudTrail User Guide, "CloudTrail userIdentity element": an ARN for whoever has one. */
function callerIn(identity: Readonly<Record<string, unknown>>): string {
  const { arn, userName, invokedBy, principalId: id } = identity;
  return [arn, userName, invokedBy, id].map(textOf).find((text) => text !== undefined) ?? 'somebody';
}

const LONGEST = 2_048;
const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : undefined;

type Fields = Readonly<Record<string, unknown>>;
const asFields = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {});
const memberOf = (event: Fields, name: string): Fields => asFields(event[name]);

function objectIn(text: string): Fields {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return {};
  }
}
