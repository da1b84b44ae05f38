// cloudtrail: the writes of sso-admin in the caller's account, newest first.
import { choice, integer, list, number, structure, text } from '../constraints.ts';
import { ServiceError } from '../errors.ts';
import { type Operations, reads } from '../operation.ts';
import { page } from '../pages.ts';
import type { RecordedEvent, SandboxState } from '../state.ts';

const SOURCE = 'sso.amazonaws.com';
/** Seconds since 1970, as far as dates go. */
const second = number(0, 8.64e12);
const attribute = structure({
  AttributeKey: choice(
    'EventId',
    'EventName',
    'ReadOnly',
    'Username',
    'ResourceType',
    'ResourceName',
    'EventSource',
    'AccessKeyId',
  ),
  AttributeValue: text(1, 2000),
});

export const EVENTS: Operations = {
  LookupEvents: reads(
    {
      'LookupAttributes?': list(attribute),
      'StartTime?': second,
      'EndTime?': second,
      'EventCategory?': choice('insight'),
      'MaxResults?': integer(1, 50),
      'NextToken?': text(0, Number.POSITIVE_INFINITY),
    },
    (call, input) => {
      const { LookupAttributes: wanted = [], StartTime: from, EndTime: to } = input;
      // LookupEvents, API reference: "Currently the list can contain only one item."
      if (wanted.length > 1)
        throw new ServiceError('InvalidLookupAttributesException', 'You can only specify one lookup attribute.');
      if (from !== undefined && to !== undefined && from > to)
        throw new ServiceError('InvalidTimeRangeException', 'The start time is later than the end time.');
      const items = call.state.events.filter(
        (event) =>
          event.account === call.caller.account &&
          event.time / 1000 >= (from ?? Number.NEGATIVE_INFINITY) &&
          event.time / 1000 <= (to ?? Number.POSITIVE_INFINITY) &&
          wanted.every(({ AttributeKey, AttributeValue }) => attributesOf(event)[AttributeKey] === AttributeValue),
      );
      const newestFirst = input.EventCategory === undefined ? items.toReversed() : [];
      return page(call, { MaxResults: 50, ...input }, { key: 'Events', items: newestFirst, show: shown(call.state) });
    },
  ),
};

function attributesOf({ id, name, arn }: RecordedEvent): Readonly<Record<string, string>> {
  return {
    EventId: id,
    EventName: name,
    ReadOnly: 'false',
    EventSource: SOURCE,
    Username: arn.slice(arn.lastIndexOf('/') + 1),
  };
}

const shown = (state: SandboxState) => (event: RecordedEvent) => ({
  ...attributesOf(event),
  EventTime: event.time / 1000,
  CloudTrailEvent: JSON.stringify({
    eventVersion: '1.09',
    userIdentity: { type: 'AssumedRole', arn: event.arn, accountId: event.account },
    eventTime: `${new Date(event.time).toISOString().slice(0, 19)}Z`,
    eventSource: SOURCE,
    eventName: event.name,
    awsRegion: state.region,
    requestParameters: event.request,
    responseElements: event.response,
    eventID: event.id,
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: event.account,
  }),
});
