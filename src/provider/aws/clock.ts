// Time as the adapter sees it: a parameter, so that tests of waiting do not wait.

export interface Clock {
  /** Milliseconds, only ever growing. */
  now(): number;
  /** Rejects with the signal's reason when aborted before the time is over. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep(milliseconds, signal) {
    return new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, milliseconds);
      signal?.addEventListener('abort', stop, { once: true });
    });
  },
};
