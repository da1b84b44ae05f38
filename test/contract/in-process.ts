// A sandbox without a server, and without the SDK: the adapter's calls run in memory. Thousands of applies need that; and with it nothing of a run
// depends on sockets and timers, so that a seed replays it. What the wire adds is tested everywhere else.
import { UnusableAnswer } from '../../src/provider/aws/retry.ts';
import type { RawAnswer, Sender, Service } from '../../src/provider/aws/sdk.ts';
import { execute } from '../../src/sandbox/execute.ts';
import type { SandboxSeed, SandboxState, Settings } from '../../src/sandbox/index.ts';
import { stateOfOrigin } from '../../src/sandbox/origin.ts';
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
  senders(accessKeyId: string, hop: Hop): (service: Service) => Promise<Sender>;
}

export function inProcess(seed: SandboxSeed, { onCall, ...settings }: InProcessOptions): InProcess {
  const state = stateOfOrigin(seed);
  const world = worldOf(state, settingsOf(settings));
  let changed = true;
  function answered(
    service: Service,
    operation: string,
    of: { readonly input: object; readonly authorization: string },
  ) {
    const settled = pass(world, world.settings.tickMs);
    onCall?.(settled || changed);
    const input = JSON.parse(JSON.stringify(of.input));
    const outcome = execute(world, { service, operation, input: () => input }, of);
    changed = outcome.kind === 'output' && outcome.wrote;
    return outcome.kind === 'output' ? jsonOutput(outcome.output) : jsonError(outcome.error, REQUEST);
  }
  return {
    state,
    senders: (accessKeyId, { before, after }) => {
      const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261127/eu-west-1/sso/aws4_request, Signature=0`;
      return async (service) => ({
        region: async () => 'eu-west-1',
        async send(operation, input) {
          const instead = before?.(operation);
          if (instead === 'never') return never();
          if (instead === 'cut') throw cut();
          if (instead !== undefined) return received({ status: 200, body: '', ...instead });
          const { status, body } = answered(service, operation, { input, authorization });
          const passed = after?.({ operation, status, body });
          if (passed === 'never') return never();
          if (passed === 'cut') throw cut();
          if (passed === 'stall') throw new UnusableAnswer('the answer stopped after 10 bytes', status);
          return received({ status, body, ...passed });
        },
      });
    },
  };
}

const REQUEST = '00000000-0000-4000-8000-000000000000';

const never = (): Promise<never> => new Promise(() => undefined);

/** What Node says of a connection that ended without an answer. */
const cut = (): Error => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

/** As the SDK and whole-answer.ts make it of the wire. */
function received({ status, body }: { readonly status: number; readonly body: string }): RawAnswer {
  if (status >= 400) throw refusalIn(status, body);
  if (!body.startsWith('{')) throw new UnusableAnswer('the answer is none of AWS', status);
  return { ...JSON.parse(body), $metadata: { requestId: REQUEST } };
}

function refusalIn(status: number, body: string): Error {
  const {
    __type: name = 'UnknownError',
    message,
    Message = message,
    ...members
  } = body.startsWith('{') ? JSON.parse(body) : {};
  return Object.assign(new Error(Message ?? body), members, {
    name,
    $metadata: { httpStatusCode: status, requestId: REQUEST },
  });
}
