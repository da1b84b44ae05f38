// When the first request of a run is on its way. What a plan computes meanwhile is computed while the network is waited for, and not before: loading the SDK
// and finding credentials takes many turns of the event loop, and whatever shares these delays the request.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** Node's own, told as a request begins: https://nodejs.org/docs/latest-v20.x/api/diagnostics_channel.html#http */
const STARTS = 'http.client.request.start';

/** Resolves when this process sends an HTTP request, one for credentials included, or when the work that it begins has ended without one; how is for whoever awaits that. */
export function requestSent(begin: () => Promise<unknown>): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      unsubscribe(STARTS, done);
      resolve();
    };
    subscribe(STARTS, done);
    begin().then(done, done);
  });
}
