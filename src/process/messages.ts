// What the process and the thread of the program say to each other.

export type OutputName = 'stdout' | 'stderr';

/** What the program is told of its surroundings when it begins. */
export interface Surroundings {
  /** The command line after the name of the program. */
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly outputs: Readonly<Record<OutputName, Screen>>;
  /** Somebody is there to answer. */
  readonly canAsk: boolean;
}

export interface Screen {
  /** One that obeys control sequences. */
  readonly isTerminal: boolean;
  readonly hasColors: boolean;
  readonly columns: number;
}

export type ToProgram =
  /** `patient`: the terminal was closed, and nobody waits for the end. Otherwise what is in flight may be waited for a moment only. */
  | { readonly kind: 'interrupt'; readonly patient: boolean }
  /** To `ask`. */
  | { readonly kind: 'answer'; readonly text: string }
  /** To `read`: all of standard input, or the beginning of what is more than was asked for. */
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  /** To `flush`. */
  | { readonly kind: 'flushed'; readonly lost?: Loss };

/** Text that is written nowhere. */
export interface Loss {
  readonly output: OutputName;
  /** `ENOSPC`. */
  readonly code: string;
}

export type ToProcess =
  | { readonly kind: 'write'; readonly to: OutputName; readonly text: string }
  | { readonly kind: 'flush' }
  | { readonly kind: 'ask'; readonly question: string }
  /** Standard input, as far as it has not more than so many bytes. */
  | { readonly kind: 'read'; readonly most: number }
  /** The interrupt was heard: what comes from now on is said in its knowledge. */
  | { readonly kind: 'heard' }
  /** A file or folder that must be gone at the end, however it ends. */
  | { readonly kind: 'temporary'; readonly place: string; readonly exists: boolean }
  | { readonly kind: 'end'; readonly exitCode: number };
