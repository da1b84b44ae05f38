// What an interrupt does to a command: whatever it waits for ends at once, and nothing more is printed as its result.
import type { IdentityCenter } from '../provider/identity-center.ts';
import type { Host } from './host.ts';

export const INTERRUPTED = 130;

/**
 * The host of a command that an interrupt ends: each wait rejects with the signal's reason as soon as the signal is aborted, whatever the other side
 * does, so that the command unwinds and tidies up behind itself. `keepsPrinting`: for commands that have something to report of an interrupt.
 */
export function interruptible(host: Host, keepsPrinting: boolean): Host {
  const { signal, ask } = host;
  const until = <T>(work: () => Promise<T>, late?: (value: T) => unknown) => untilAborted(signal, { work, late });
  return {
    ...host,
    ...(ask === undefined ? {} : { ask: (question) => until(() => ask(question)) }),
    stdout: {
      ...host.stdout,
      write(text) {
        if (keepsPrinting || !signal.aborted) host.stdout.write(text);
      },
    },
    input: (most) => until(() => host.input(most)),
    sleep: (milliseconds) => until(() => host.sleep(milliseconds)),
    flush: () => until(() => host.flush()),
    send: (request) => until(() => host.send(request)),
    commit: (dir, files) => until(() => host.commit(dir, files)),
    repositoryFolder: () => until(() => host.repositoryFolder()),
    projectName: (dir) => until(() => host.projectName(dir)),
    introduced: (dir, asked) => until(() => host.introduced(dir, asked)),
    folderAt: (dir, at) =>
      until(
        () => host.folderAt(dir, at),
        (past) => past?.dispose(),
      ),
    async connect(options) {
      const { identityCenter, entra, ...connection } = await until(
        () => host.connect(options),
        (connection) => connection.close(),
      );
      return {
        identityCenter: interruptibleReader(identityCenter, until),
        entra: { read: (wanted, patience) => until(() => entra.read(wanted, patience)) },
        ...connection,
      };
    },
  };
}

/** Writing is not cut off: an apply ends it in its own way. */
function interruptibleReader(
  identityCenter: IdentityCenter,
  until: <T>(work: () => Promise<T>) => Promise<T>,
): IdentityCenter {
  const { readManagedPolicies, readRecordedCalls, readRoleUse } = identityCenter;
  return {
    ...identityCenter,
    readDirectory: (needs) => until(() => identityCenter.readDirectory(needs)),
    readState: (scope, signal) => until(() => identityCenter.readState(scope, signal)),
    emptyGroupsAmong: (groups) => until(() => identityCenter.emptyGroupsAmong(groups)),
    ...(readManagedPolicies === undefined
      ? {}
      : { readManagedPolicies: (known) => until(() => readManagedPolicies(known)) }),
    ...(readRoleUse === undefined ? {} : { readRoleUse: (query) => until(() => readRoleUse(query)) }),
    ...(readRecordedCalls === undefined ? {} : { readRecordedCalls: (query) => until(() => readRecordedCalls(query)) }),
  };
}

interface Interruptible<T> {
  readonly work: () => Promise<T>;
  /** Gets what the work came to after all. */
  readonly late?: ((value: T) => unknown) | undefined;
}

/** Rejects with the signal's reason once it is aborted; then nobody waits for the work any more. Aborted before, the work does not begin. */
export function untilAborted<T>(signal: AbortSignal, { work, late }: Interruptible<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const working = work();
    const stop = () => {
      // A failure that comes too late is nobody's.
      working.then(late).catch(() => {});
      reject(signal.reason);
    };
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    working.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
