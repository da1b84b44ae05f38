// Standard input, read to its end.

/** Ends early once there are more than `most` bytes, and with what there is when reading fails or nobody waits for it any longer (`signal`). */
export function readInput(most: number, signal: AbortSignal): Promise<Uint8Array> {
  return new Promise((resolve) => {
    const { stdin } = process;
    const chunks: Buffer[] = [];
    let size = 0;
    const done = () => {
      signal.removeEventListener('abort', done);
      stdin.off('data', more).pause();
      resolve(Buffer.concat(chunks));
    };
    const more = (chunk: Buffer) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > most) done();
    };
    stdin.once('error', done).once('end', done).on('data', more);
    signal.addEventListener('abort', done, { once: true });
    if (signal.aborted) done();
  });
}
