// Standard output and error. What is written goes out in order and whole, to slow readers too; a reader that goes away is its own affair, and what is lost
// for any other reason is known.
import { fstatSync, write } from 'node:fs';
import { isatty } from 'node:tty';
import { promisify } from 'node:util';
import type { Loss, OutputName, Screen } from './messages.ts';

export interface Outputs {
  readonly screens: Readonly<Record<OutputName, Screen>>;
  write(to: OutputName, text: string): void;
  /** What has not gone out yet never will. */
  drop(to: OutputName): void;
  /** Resolves with what is lost of all so far. Slow readers are not waited for: only they can still go away. */
  flush(): Promise<Loss | undefined>;
  /** Resolves when everything is out. */
  drained(): Promise<void>;
  /** Whether a write is under way that the end of the process would wait for. */
  isStuck(): boolean;
}

const DESCRIPTORS = { stdout: 1, stderr: 2 } as const;
/** A pipe's reader has closed it, a terminal is gone. */
const GONE = new Set(['EPIPE', 'EIO', 'ECONNRESET', 'ENXIO']);
const CHUNK_BYTES = 65_536;

export function openOutputs(): Outputs {
  const stderr = openOutput('stderr', createQueue());
  // Two ways to one place keep the order of what goes there.
  const stdout = openOutput('stdout', isSamePlace() ? stderr.queue : createQueue());
  const all = { stdout, stderr };
  return {
    screens: { stdout: openScreen('stdout'), stderr: openScreen('stderr') },
    write: (to, text) => all[to].write(text),
    drop: (to) => all[to].drop(),
    async flush() {
      // A turn of the loop, in which a stream tells that it failed.
      await new Promise(setImmediate);
      for (const output of [stdout, stderr]) if (!output.isStream) await output.queue.idle();
      return stdout.lost() ?? stderr.lost();
    },
    async drained() {
      await stdout.queue.idle();
      await stderr.queue.idle();
    },
    isStuck: () => stdout.isWriting() || stderr.isWriting(),
  };
}

interface Output {
  readonly queue: Queue;
  readonly isStream: boolean;
  write(text: string): void;
  drop(): void;
  lost(): Loss | undefined;
  isWriting(): boolean;
}

function openOutput(name: OutputName, queue: Queue): Output {
  const isStream = isStreamed(DESCRIPTORS[name]);
  const put = isStream ? toStream(name) : toDescriptor(DESCRIPTORS[name]);
  let failure: string | undefined;
  let dropped = 0;
  let writing = false;

  async function send(chunk: Buffer, since: number): Promise<void> {
    // After a hole nothing more: half of a text must not pass for the whole.
    if (failure !== undefined || since !== dropped) return;
    writing = true;
    try {
      await put(chunk);
    } catch (error) {
      failure = (error as NodeJS.ErrnoException).code ?? String(error);
    }
    writing = false;
  }

  return {
    queue,
    isStream,
    write(text) {
      const bytes = Buffer.from(text);
      const since = dropped;
      for (let at = 0; at < bytes.length; at += CHUNK_BYTES)
        queue.add(() => send(bytes.subarray(at, at + CHUNK_BYTES), since));
    },
    drop() {
      dropped += 1;
    },
    lost: () => (failure === undefined || GONE.has(failure) ? undefined : { output: name, code: failure }),
    isWriting: () => writing && !isStream,
  };
}

interface Queue {
  add(task: () => Promise<void>): void;
  idle(): Promise<void>;
}

function createQueue(): Queue {
  let last = Promise.resolve();
  return {
    add(task) {
      last = last.then(task);
    },
    idle: () => last,
  };
}

/**
 * Pipes and sockets are for Node's streams, which wait for their readers without a thread. Files and terminals are not: Node writes a file in one go and
 * takes no notice when a full disk takes only a part of it, and a terminal that is held up would hold up the process, signals included.
 */
function isStreamed(descriptor: number): boolean {
  if (process.platform === 'win32') return true;
  const stats = fstatSync(descriptor);
  return stats.isFIFO() || stats.isSocket();
}

function isSamePlace(): boolean {
  const [one, other] = [fstatSync(DESCRIPTORS.stdout), fstatSync(DESCRIPTORS.stderr)];
  return one.dev === other.dev && one.ino === other.ino && one.rdev === other.rdev;
}

function toStream(name: OutputName): (chunk: Buffer) => Promise<void> {
  let stream: NodeJS.WriteStream | undefined;
  // What fails is told to the write that met it.
  const opened = () => (stream ??= process[name].on('error', () => {}));
  return (chunk) =>
    new Promise((resolve, reject) => {
      opened().write(chunk, (error) => (error ? reject(error) : resolve()));
    });
}

function toDescriptor(descriptor: number): (chunk: Buffer) => Promise<void> {
  return async (chunk) => {
    for (let rest = chunk; rest.length > 0; ) {
      try {
        rest = rest.subarray((await promisify(write)(descriptor, rest)).bytesWritten);
      } catch (error) {
        // Somebody who shares it has made it return at once instead of waiting.
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN') throw error;
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    }
  };
}

function openScreen(name: OutputName): Screen {
  const isTerminal = isatty(DESCRIPTORS[name]);
  // Node makes a stream of an output when it is first spoken of, which takes longer than all else that is done here.
  return screenOf({ isTerminal, columns: isTerminal ? process[name].columns : undefined }, process.env);
}

/** A terminal that calls itself dumb prints whatever it is sent: it gets lines of plain text, unless somebody asks for colours. */
export function screenOf(
  { isTerminal, columns }: { readonly isTerminal: boolean; readonly columns: number | undefined },
  { NO_COLOR = '', FORCE_COLOR = '', TERM }: Readonly<Record<string, string | undefined>>,
): Screen {
  const obeys = isTerminal && TERM !== 'dumb';
  return {
    isTerminal: obeys,
    hasColors: NO_COLOR === '' && (obeys || !['', '0'].includes(FORCE_COLOR)),
    // A terminal that does not know says 0.
    columns: (isTerminal && columns) || 100,
  };
}
