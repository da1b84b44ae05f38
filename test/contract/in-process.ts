// A sandbox without a server, and without the SDK: the adapter's calls run in memory. Thousands of applies need that; and with it nothing of a run
// depends on sockets and timers, so that a seed replays it. What the wire adds is tested everywhere else.
import { UnusableAnswer } from '../../src/provider/aws/retry.ts';
import type { Credentials, RawAnswer, Sender, Service } from '../../src/provider/aws/sdk.ts';
import { execute } from '../../src/sandbox/execute.ts';
import { uuid } from '../../src/sandbox/ids.ts';
import type { SandboxState, Settings } from '../../src/sandbox/index.ts';
import { type Origin, stateOfOrigin } from '../../src/sandbox/origin.ts';
import { jsonError, jsonOutput } from '../../src/sandbox/protocol-json.ts';
import { settingsOf } from '../../src/sandbox/settings.ts';
import { pass, worldOf } from '../../src/sandbox/world.ts';
import type { Hop } from './front.ts';

export interface InProcessOptions extends Partial<Settings> {
  /** Before every call that reaches the service: whether anything has changed since the one before. */
  readonly onCall?: (changed: boolean) => void;
}

export interface InProcess {
  readonly state: SandboxState;
  /** Ways to it for a caller, over a hop on which answers are changed and requests lost. */
  senders(accessKeyId: string, hop: Hop): (service: Service, credentials?: Credentials) => Promise<Sender>;
}

export function inProcess(origin: Origin, options: InProcessOptions): InProcess {
  return inProcessOver(stateOfOrigin(origin), options);
}

/** The same over a state that others use as well: as another client sees it that is not held up by the wire. */
export function inProcessOver(state: SandboxState, { onCall, ...settings }: InProcessOptions): InProcess {
  const world = worldOf(state, settingsOf(settings));
  let changed = true;
  let requests = 0;
  /** As the server makes them. */
  const nextId = (): string => {
    requests += 1;
    return uuid('request', state.instanceArn, String(requests));
  };
  function answered(
    service: Service,
    operation: string,
    of: { readonly input: object; readonly authorization: string; readonly requestId: string },
  ) {
    const settled = pass(world, world.settings.tickMs);
    onCall?.(settled || changed);
    const input = JSON.parse(JSON.stringify(of.input, XML.includes(service) ? undefined : inSeconds));
    const outcome = execute(world, { service, operation, input: () => input }, of);
    changed = outcome.kind === 'output' && outcome.wrote;
    return outcome.kind === 'output' ? jsonOutput(outcome.output) : jsonError(outcome.error, of.requestId);
  }
  return {
    state,
    senders: (accessKeyId, { before, after }) => {
      const authorizationOf = (key: string) =>
        `AWS4-HMAC-SHA256 Credential=${key}/20261127/eu-west-1/sso/aws4_request, Signature=0`;
      return async (service, credentials) => ({
        region: async () => state.region,
        async send(operation, input) {
          const instead = before?.(operation);
          if (instead === 'never') return never();
          if (instead === 'cut') throw cut();
          const requestId = nextId();
          const taken = (answer: { readonly status: number; readonly body: string }) =>
            received({ ...answer, requestId, isXml: XML.includes(service) });
          if (instead !== undefined) return taken({ status: 200, body: '', ...instead });
          const authorization = authorizationOf(credentials?.accessKeyId ?? accessKeyId);
          const { status, body } = answered(service, operation, { input, authorization, requestId });
          const passed = after?.({ operation, status, body });
          if (passed === 'never') return never();
          if (passed === 'cut') throw cut();
          if (passed === 'stall') throw new UnusableAnswer('the answer stopped after 10 bytes', status);
          return taken({ status, body, ...passed });
        },
      });
    },
  };
}

/** Services whose answers the SDK reads from XML, in which moments are text. */
const XML: readonly Service[] = ['iam', 'sts'];

const never = (): Promise<never> => new Promise(() => undefined);

/** JSON has moments as seconds since the epoch, where the SDK has dates. */
function inSeconds(this: Readonly<Record<string, unknown>>, key: string, value: unknown): unknown {
  const given = this[key];
  return given instanceof Date ? given.getTime() / 1_000 : value;
}

/** What Node says of a connection that ended without an answer. */
const cut = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

interface Received {
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
  readonly isXml: boolean;
}

/** As the SDK and whole-answer.ts make it of the wire. */
function received({ status, body, requestId, isXml }: Received): RawAnswer {
  if (status >= 400) throw refusalIn({ status, body, requestId });
  if (!body.startsWith('{')) throw new UnusableAnswer('the answer is none of AWS', status);
  return { ...JSON.parse(body, isXml ? withMoments : withEventTimes), $metadata: { requestId } };
}

const withMoments = (_: string, value: unknown): unknown =>
  typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? new Date(value) : value;

/** Of the moments in JSON the adapter reads CloudTrail's. */
const withEventTimes = (key: string, value: unknown): unknown =>
  key === 'EventTime' && typeof value === 'number' ? new Date(value * 1_000) : value;

function refusalIn({ status, body, requestId }: Omit<Received, 'isXml'>): Error {
  const {
    __type: name = 'UnknownError',
    message,
    Message = message,
    ...members
  } = body.startsWith('{') ? JSON.parse(body) : {};
  return Object.assign(new Error(Message ?? body), members, {
    name,
    $metadata: { httpStatusCode: status, requestId },
  });
}
