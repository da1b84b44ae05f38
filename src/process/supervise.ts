// The process around the program. The program runs in a thread of its own, because Node hears a signal on the main thread only, and only when nothing is
// computed there: so nothing is. What is here starts the thread, writes what it says, asks what it asks, and ends it, within three seconds of a signal.
//
//   first SIGINT or SIGTERM   the program is told, unwinds, and ends with 130; an apply stops waiting for what is in flight after WAIT_MS (thread.ts)
//                             after `hardEnd`, when it is computing and hears nothing, the process ends without it
//   SIGHUP                    the same, but an apply waits for what is in flight as long as that takes: nobody is there to wait for it
//   second SIGINT or SIGTERM  the process ends at once
//
// Whatever way it ends, temporary files and locks are removed here. Correctness of an apply depends on none of this: its run log is on disk before
// anything is sent.
import { closeSync, rmSync } from 'node:fs';
import { isatty } from 'node:tty';
import { Worker } from 'node:worker_threads';
import { optional } from '../optional.ts';
import { bugText } from './bug.ts';
import { tuneEngine } from './engine.ts';
import { readInput } from './input.ts';
import type { Surroundings, ToProcess, ToProgram } from './messages.ts';
import { type Outputs, openOutputs } from './outputs.ts';
import { readLine } from './prompt.ts';

const INTERRUPTED = 130;
/** Of a program that could not say it itself. */
const INTERRUPTION_NOTE = 'interrupted\n';

/** Milliseconds. */
export interface Patience {
  /** From the first signal to an end without the program. */
  readonly hardEnd: number;
  /** npm, shells and terminals pass one keystroke on more than once: within this time it counts once. */
  readonly sameSignal: number;
  /** A thread that is not inside the operating system stops sooner, with all the memory that it has to give back. */
  readonly stopping: number;
}

/** Together less than three seconds. */
const PATIENCE: Patience = { hardEnd: 2_200, sameSignal: 200, stopping: 600 };

interface Around {
  /** Opened already. */
  readonly outputs?: Outputs;
  readonly patience?: Patience;
}

/** Runs the program, and ends the process with its exit code. */
export function supervise(program: URL, { outputs = openOutputs(), patience = PATIENCE }: Around = {}): void {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  const temporary = new Set<string>();
  const asking = new AbortController();
  /** When it was told to stop, by `performance.now()`; a closed terminal does not count. */
  let interruptedAt: number | undefined;
  /** Told of an interrupt, and has not answered yet. What it says meanwhile was meant for a reader who has stopped it. */
  let isDeaf = false;
  let hardEnd: NodeJS.Timeout | undefined;
  let exitCode: number | undefined;
  let isEnding = false;

  // Before the thread is there: a signal that comes now must find somebody.
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', interrupted);
  process.on('SIGHUP', hungUp);

  const surroundings: Surroundings = {
    argv: process.argv.slice(2),
    cwd: process.cwd(),
    outputs: outputs.screens,
    canAsk: isatty(0) && isatty(1),
  };
  tuneEngine();
  const thread = new Worker(program, { workerData: surroundings });
  thread.on('message', received);
  thread.on('error', (error: NodeJS.ErrnoException) => {
    outputs.write('stderr', error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? OUT_OF_MEMORY : bugText(error));
    void end(1);
  });
  thread.on('exit', () => {
    if (exitCode !== undefined || isEnding) return;
    outputs.write('stderr', bugText(new Error('the program stopped without an end')));
    void end(1);
  });

  function received(message: ToProcess): void {
    switch (message.kind) {
      case 'write':
        if (!isDeaf) outputs.write(message.to, message.text);
        return;
      case 'flush':
        void outputs.flush().then((lost) => send({ kind: 'flushed', ...optional({ lost }) }));
        return;
      case 'ask':
        outputs.write('stdout', message.question);
        void readLine(asking.signal).then((text) => send({ kind: 'answer', text }));
        return;
      case 'read':
        void readInput(message.most, asking.signal).then((bytes) => send({ kind: 'input', bytes }));
        return;
      case 'heard':
        isDeaf = false;
        // After a hang-up an apply may go on waiting; everything else is on its way out.
        if (interruptedAt === undefined) clearTimeout(hardEnd);
        return;
      case 'temporary':
        if (message.exists) temporary.add(message.place);
        else temporary.delete(message.place);
        return;
      case 'end':
        if (isDeaf) outputs.write('stderr', INTERRUPTION_NOTE);
        void end(isDeaf ? INTERRUPTED : message.exitCode);
        return;
      default:
        message satisfies never;
    }
  }

  const send = (message: ToProgram): void => thread.postMessage(message);

  function interrupted(): void {
    const now = performance.now();
    if (interruptedAt === undefined) {
      interruptedAt = now;
      stop(false);
    } else if (now - interruptedAt >= patience.sameSignal) {
      void finish(INTERRUPTED);
    }
  }

  function hungUp(): void {
    if (interruptedAt === undefined && !asking.signal.aborted) stop(true);
  }

  /** `isPatient`: what is in flight may take its time. */
  function stop(isPatient: boolean): void {
    // All is done, and somebody is tired of reading it.
    if (exitCode !== undefined) {
      void finish(INTERRUPTED);
      return;
    }
    isDeaf = true;
    outputs.drop('stdout');
    asking.abort();
    clearTimeout(hardEnd);
    hardEnd = setTimeout(() => {
      outputs.write('stderr', INTERRUPTION_NOTE);
      void finish(INTERRUPTED);
    }, patience.hardEnd);
    send({ kind: 'interrupt', patient: isPatient });
  }

  /** Nothing that the program said is cut off by its end, however slow the reader. */
  async function end(code: number): Promise<void> {
    exitCode ??= code;
    await outputs.drained();
    await finish(exitCode);
  }

  async function finish(code: number): Promise<void> {
    if (isEnding) return;
    isEnding = true;
    const stopped = await Promise.race([
      thread.terminate().then(() => true),
      after(patience.stopping).then(() => false),
    ]);
    for (const place of temporary) rmSync(place, { recursive: true, force: true });
    // Node sets terminals back at its end, and aborts where one is gone (nodejs/node#51519); what is closed it leaves alone.
    for (const descriptor of terminals) if (!isatty(descriptor)) closeSync(descriptor);
    if (code === INTERRUPTED && (!stopped || outputs.isStuck())) dieInterrupted();
    else process.exit(code);
  }
}

/**
 * `process.exit` waits for what the operating system is doing for us: a name server that does not answer (libuv#364), a terminal that is held up. The
 * signal itself ends the process at once, and a shell reads it as 130 too.
 */
function dieInterrupted(): void {
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}

const after = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const OUT_OF_MEMORY =
  'error: out of memory; a larger limit can be given in megabytes: NODE_OPTIONS=--max-old-space-size=8192\n';
