// The program, for tests of what surrounds it: scripts of a CI system, a checkout that means harm. `npm test` runs it in this process, where a command
// costs a tenth of what a process of its own does (test/cli/built.test.ts is about those); TEST_EFFORT=all runs what was built.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { access } from './host.ts';
import { isThorough } from './runs.ts';

const MAIN = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Why it cannot be run, if so. */
export const MISSING_PROGRAM = isThorough && !existsSync(MAIN) ? ['npm run build'] : [];

export interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Place {
  /** The working folder, which may be in a repository. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** One command line, to its end. */
export async function runProgram(argv: readonly string[], { cwd, env }: Place): Promise<Ended> {
  if (isThorough) return runFile(process.execPath, [MAIN, ...argv], { cwd, env });
  const { exitCode, ...printed } = await access(argv, { cwd, env, hasCommits: true });
  return { status: exitCode, ...printed };
}

/** Any file that can be run, to its end, while this process may answer it. */
export async function runFile(file: string, argv: readonly string[], { cwd, env }: Place): Promise<Ended> {
  const child = spawn(file, argv, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const printed = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => {
      printed[name] += text;
    });
  const status = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  return { status, ...printed };
}

export interface ShellProgram {
  /** The end of a bash script: the program runs with the script's arguments, folder and environment, and the script ends as it does. */
  readonly shell: string;
  close(): Promise<void>;
}

export async function programForShells(): Promise<ShellProgram> {
  if (isThorough) return { shell: `exec '${process.execPath}' '${MAIN}' "$@"`, close: async () => {} };
  const server = createServer(async (socket) => {
    for await (const folder of createInterface(socket)) socket.end(`${await answerCall(folder)}\n`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { shell: asking(port), close: () => new Promise((resolve) => server.close(() => resolve())) };
}

/** A call is a folder: what the script has goes into it, what the program printed comes out of it, and over the wire go its name and the exit code. */
const asking = (port: number) => `call=$(mktemp -d)
printf '%s\\0' "$PWD" "$@" > "$call/words"
env -0 > "$call/env"
exec 3<>/dev/tcp/127.0.0.1/${port}
echo "$call" >&3
read -r status <&3
cat "$call/stdout"
cat "$call/stderr" >&2
rm -r "$call"
exit "$status"`;

async function answerCall(folder: string): Promise<number | null> {
  const read = (name: string) => readFileSync(path.join(folder, name), 'utf8').split('\0').slice(0, -1);
  const [cwd = '', ...argv] = read('words');
  const env = Object.fromEntries(read('env').map((entry) => /^([^=]*)=(.*)$/s.exec(entry)!.slice(1)));
  const { status, ...printed } = await runProgram(argv, { cwd, env });
  for (const [name, text] of Object.entries(printed)) writeFileSync(path.join(folder, name), text);
  return status;
}
