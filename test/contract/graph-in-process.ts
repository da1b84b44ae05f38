// Microsoft Graph of a sandbox without a server: the adapter's requests are answered in memory. What the wire adds is tested in entra.test.ts.
import { NoAnswer, type Send } from '../../src/network/http.ts';
import { graphClient } from '../../src/provider/entra/client.ts';
import { graphEntra } from '../../src/provider/entra/read.ts';
import type { Entra } from '../../src/provider/entra.ts';
import { openCallLog } from '../../src/sandbox/call-log.ts';
import { graphExchangesIn } from '../../src/sandbox/entra/exchange.ts';
import type { Faults } from '../../src/sandbox/faults.ts';
import { uuid } from '../../src/sandbox/ids.ts';
import type { SandboxState } from '../../src/sandbox/index.ts';
import { settingsOf } from '../../src/sandbox/settings.ts';
import { worldOf } from '../../src/sandbox/world.ts';
import { virtualClock } from '../support/virtual-clock.ts';

const ORIGIN = 'http://127.0.0.1:4567';

/** The token says what it may (ENTRA.md). The state has a tenant. */
export function graphInProcess(state: SandboxState, token = 'sandbox', faults: Faults = () => undefined): Entra {
  const context = { world: worldOf(state, settingsOf({})), log: openCallLog(undefined), changed: () => {} };
  const exchanges = graphExchangesIn(context, faults);
  let requests = 0;
  const send: Send = async ({ method, url, headers, body = '' }) => {
    requests += 1;
    const lowerCase = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
    const answer = exchanges.answer({
      method,
      url: url.slice(ORIGIN.length),
      headers: lowerCase,
      body,
      origin: ORIGIN,
      requestId: uuid('request', state.instanceArn, String(requests)),
    });
    if (answer.kind === 'cut') throw new NoAnswer('ECONNRESET', 'socket hang up');
    const { status, retryAfter } = answer;
    return {
      status,
      headers: retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) },
      body: answer.body,
    };
  };
  return graphEntra(
    (signal) =>
      graphClient({
        origin: ORIGIN,
        send,
        token: async () => token,
        clock: virtualClock(),
        random: () => 0.5,
        ...(signal === undefined ? {} : { signal }),
      }),
    'global',
  );
}
