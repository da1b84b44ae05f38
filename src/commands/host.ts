// What commands may touch of the world. main.ts makes the real one; tests make their own.
import type { BaseFacts } from '../diagnostics/rules/cli-base.ts';
import type { Instant } from '../instant.ts';
import type { Send } from '../network/http.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenter } from '../provider/identity-center.ts';
import type { Introduced } from '../query/explanation.ts';
import type { SourceFile } from '../source/file.ts';

export interface Host {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  /**
   * Resolves when what was written so far has been handed to the system, or its reader has gone away, which is the reader's affair. Throws an
   * AccessError when it is lost: a full disk. A slow reader is not waited for.
   */
  flush(): Promise<void>;
  /** Asks a person and waits for a line, empty when the input ends; absent when nobody is there to answer. */
  readonly ask?: (question: string) => Promise<string>;
  /** Standard input to its end; more than `most` bytes only where there are more. */
  input(most: number): Promise<Uint8Array>;
  now(): Instant;
  sleep(milliseconds: number): Promise<void>;
  /** Aborted by the first interrupt: nothing new is begun. */
  readonly signal: AbortSignal;
  /** Aborted when what was begun before the interrupt may be waited for no longer. */
  readonly deadline: AbortSignal;
  /** A file or folder of ours, such as a lock, that must be gone at the end however the process ends, has come or gone. */
  temporary(place: string, exists: boolean): void;
  connect(options: ConnectOptions): Promise<Connection>;
  /** One HTTP request, through the proxy of the environment. */
  readonly send: Send;
  /** The newest version of an npm package, by the npm of this machine. Throws an AccessError. */
  newestVersion(name: string): Promise<string>;
  /** The checked-out commit, when `files` are exactly what it has in the folder (absolute). */
  commit(dir: string, files: readonly SourceFile[]): Promise<string | undefined>;
  /** A folder (absolute) as of a git revision, or of a moment of the checked-out history; undefined when there was none. Throws an AccessError when git cannot say. */
  folderAt(dir: string, at: string | Asked): Promise<PastFolder | undefined>;
  /** Which commits brought lines of a folder (absolute). */
  introduced(dir: string, asked: LinesAsked): Promise<IntroducedLines>;
  /** What the repository of a folder (absolute) is called, as a proposal for `identityCenter.owner`. */
  projectName(dir: string): Promise<string | undefined>;
  /** Path of the working folder from the top of its repository, `/` between segments; empty at the top, and in no repository. */
  repositoryFolder(): Promise<string>;
  readonly toolVersion: string;
}

/** By `--ref` or by `--at`; `text`: as it was written. */
export type Asked = { readonly ref: string } | { readonly at: Instant; readonly text: string };

export interface PastFolder {
  /** Full id of the commit. */
  readonly commit: string;
  /** By the committer's clock. */
  readonly committedAt: Instant;
  /** Absolute, under a temporary name. */
  readonly dir: string;
  dispose(): Promise<void>;
}

export interface LinesAsked {
  /** Full id of what the files are as of; the checked-out commit when absent. */
  readonly commit?: string;
  readonly files: readonly {
    /** Path below the config folder, `/` between segments. */
    readonly name: string;
    readonly text: string;
    /** 1-based. */
    readonly lines: readonly number[];
  }[];
}

export interface IntroducedLines {
  /** By `name:line`. */
  readonly lines: ReadonlyMap<string, Introduced>;
  /** Why git could not say. */
  readonly why?: BaseFacts['why'];
}

export interface Output {
  write(text: string): void;
  /** One that obeys control sequences. */
  readonly isTerminal: boolean;
  /** Colours are wanted: such a terminal, and no NO_COLOR. */
  readonly hasColors: boolean;
  readonly columns: number;
}

export interface ConnectOptions {
  /** A local Identity Center instead of AWS. */
  readonly sandbox?: SandboxChoice;
  readonly region?: string;
  readonly instanceArn?: string;
  readonly inFlight?: number;
  readonly onProgress?: (progress: { readonly step: string; readonly done: number; readonly total: number }) => void;
  /** A call to AWS fails and is being repeated. */
  readonly onWait?: (wait: CallWait) => void;
}

export interface CallWait {
  /** `sso-admin:ListPermissionSets`. */
  readonly api: string;
  /** Of the error; text from outside. */
  readonly name: string;
  /** Since the call was first sent. */
  readonly seconds: number;
}

export interface SandboxChoice {
  /** Absolute path of the file that holds its state. */
  readonly stateFile: string;
  /** Seed file (JSON) that a state which does not exist yet is made from; `name` is for messages. */
  readonly seed?: { readonly text: string; readonly name: string };
}

export interface Connection {
  readonly identityCenter: IdentityCenter;
  /** The tenant behind it. Nothing is sent, and no credentials are looked for, before something is read. */
  readonly entra: Entra;
  /** The service's own time, where it is another: a sandbox's is virtual. */
  readonly now?: () => Instant;
  close(): Promise<void>;
}
