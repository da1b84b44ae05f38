// Whole command lines, from the files to the exit code: `command.txt` is played on a copy of the orchard, or of `input/` alone.
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, vi } from 'vitest';
import type { ForgeName } from '../../src/forge/forge.ts';
import { type GoldenCase, goldenCases } from '../support/cases.ts';
import { type Fault, startForge } from '../support/forge.ts';
import { type HostCall, NOW } from '../support/host.ts';
import { instant } from '../support/instant.ts';
import { awsOf, type Conditions } from './aws.ts';
import { play } from './script.ts';

const ORCHARD = fileURLToPath(new URL('orchard', import.meta.url));

/** `world.json`: what is unusual about the world of a case. */
interface World extends Conditions {
  /** A forge, and the job that runs for a pull request of it. */
  readonly forge?: {
    readonly kind: ForgeName;
    readonly comments?: readonly { readonly author: string; readonly body: string }[];
    /** What it answers to a method, in place of its own answer. */
    readonly replies?: Readonly<Record<string, Fault>>;
  };
  /** ISO 8601. */
  readonly now?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly answers?: readonly string[];
  /** Standard input. */
  readonly input?: string;
  /** Interrupted at the prompt, once it was answered. */
  readonly interrupted?: boolean;
  /** Interrupted while the host is asked for this, for the first time. */
  readonly interruptedBy?: HostCall;
  /** Interrupted with so many operations in flight. */
  readonly interruptedInFlight?: number;
  /** The disk behind this output is. */
  readonly full?: 'standard output' | 'standard error';
  /** SCIM brings this group after so many sleeps. */
  readonly sync?: {
    readonly sleeps: number;
    readonly id: string;
    readonly displayName: string;
    readonly externalId: string;
  };
}

/** Whatever the machine knows of AWS must not be found. */
const NOBODYS_AWS = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_EC2_METADATA_DISABLED: 'true',
};
const UNSET = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
];

beforeEach(() => {
  for (const [name, value] of Object.entries(NOBODYS_AWS)) vi.stubEnv(name, value);
  for (const name of UNSET) vi.stubEnv(name, undefined);
});
afterEach(() => vi.unstubAllEnvs());

goldenCases('cli', async ({ folder, input }) => {
  const cwd = mkdtempSync(path.join(tmpdir(), 'access-cli-'));
  try {
    furnish(cwd, { folder, input });
    const world: World = read(path.join(folder, 'world.json')) ?? {};
    const {
      now,
      env = {},
      answers,
      input: standardInput,
      sync,
      interrupted = false,
      interruptedBy,
      interruptedInFlight,
      full,
      forge,
      ...conditions
    } = world;
    const live = path.join(cwd, 'live.json');
    const aws = existsSync(live) ? awsOf({ seed: readFileSync(live, 'utf8') }, conditions) : undefined;
    const fake = forge && (await startForge({ ...forge, fault: ({ method }) => forge.replies?.[method] }));
    const text = await play(readFileSync(path.join(folder, 'command.txt'), 'utf8'), {
      cwd,
      later: path.join(folder, 'later'),
      begin: now === undefined ? NOW : instant(now),
      surroundings: (moment) => ({
        cwd,
        env: { ...fake?.env, ...env },
        now: moment,
        ...(answers === undefined ? {} : { answers }),
        ...(standardInput === undefined ? {} : { input: standardInput }),
        interruptedByAnswer: interrupted,
        interruptedBy: (call) => call === interruptedBy,
        ...(interruptedInFlight === undefined ? {} : { interruptedInFlight }),
        ...(full === undefined ? {} : { full }),
        ...(aws === undefined ? {} : { aws: aws.connect }),
        onSleep: (times) => times === sync?.sleeps && aws?.sync(sync),
      }),
    }).finally(() => fake?.close());
    const issues = fake?.issues.map(
      ({ title, body, isOpen }) => `--- ${isOpen ? 'open' : 'closed'} issue: ${title}\n${body}`,
    );
    const comments = fake?.comments.slice(forge?.comments?.length).map(({ body }) => body) ?? [];
    return (
      [text, ...comments.map((body) => `--- comment\n${body}`), ...(issues ?? [])]
        .join('')
        .replaceAll(cwd, '<cwd>')
        .replaceAll(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT')
        // How calls that run side by side fall together is chance; how long each is repeated is the business of test/unit/provider.
        .replaceAll(/\d+ (?:minutes|seconds) \(\d+ attempts\)/g, '<so long> (<so many> attempts)')
        .replaceAll(/has failed for \d+ seconds/g, 'has failed for <so long>')
        .replaceAll(/(?:Unexpected|Unterminated|Expected) .*JSON.*/g, '<as the JSON parser says>')
    );
  } finally {
    rmSync(cwd, { recursive: true });
  }
});

/** The orchard with `changes/` over it, or `input/` alone. */
function furnish(cwd: string, { folder, input }: Omit<GoldenCase, 'name'>): void {
  const changes = path.join(folder, 'changes');
  cpSync(existsSync(input) ? input : ORCHARD, cwd, { recursive: true, verbatimSymlinks: true });
  if (existsSync(changes)) cpSync(changes, cwd, { recursive: true });
}

const read = (file: string) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined);
