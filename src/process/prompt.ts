// A question to the person at the terminal.
import { createInterface } from 'node:readline';

/** The line that was typed; empty when the input ends, or is no more. `signal`: nobody waits for it any longer. */
export function readLine(signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    const { stdin } = process;
    // The terminal edits the line itself. Node's editing would take Ctrl-C for a key, and no signal would come.
    const lines = createInterface({ input: stdin, terminal: false });
    const done = (line: string) => {
      resolve(line);
      signal.removeEventListener('abort', stop);
      lines.close();
    };
    const stop = () => done('');
    stdin.once('error', stop);
    lines.once('line', done);
    lines.once('close', stop);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}
