// The command line: the table of verbs as commander sees it.
import { Argument, Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { START_URL } from '../config/settings.ts';
import { AccessError, type Diagnostic } from '../diagnostics/diagnostic.ts';
import { FORGE_NAMES } from '../forge/forge.ts';
import { LAYOUTS } from '../import/layouts.ts';
import { SOURCES } from '../import/sources.ts';
import { POLICY_KINDS } from '../meaning/policy-kinds.ts';
import { formatNames, formatsHelp } from '../render/formats.ts';
import { durationSeconds } from '../state/duration.ts';
import type { Host } from './host.ts';
import { FLAGS, VERBS, type Verb } from './index.ts';
import { INTERRUPTED, interruptible, untilAborted } from './interrupts.ts';
import { CI_NAMES, type Options } from './options.ts';
import { printFinding, printFindings } from './output.ts';
import { singleDash, unknownCommand, usageError } from './usage.ts';

const USAGE_EXIT = 1;

/** Resolves to the exit code. Failures are told; what is thrown is a bug. */
export async function run(host: Host, argv: readonly string[]): Promise<number> {
  const failures: Diagnostic[] = [];
  const failed = (error: unknown): number => {
    if (host.signal.aborted && error === host.signal.reason) return INTERRUPTED;
    if (!(error instanceof AccessError)) throw error;
    failures.push(error.diagnostic);
    return FAILED;
  };
  const exitCode = await perform(host, argv).catch(failed);
  const flushed = failures.some(isLoss) ? FAILED : await flush(host).catch(failed);
  for (const failure of failures) {
    if (!isLoss(failure)) printFindings(host, [failure]);
    // Most likely this is lost too, so it is one line.
    else printFinding(host, failure);
  }
  if (flushed === INTERRUPTED) host.stderr.write('interrupted\n');
  return exitCode === INTERRUPTED || flushed === 0 ? exitCode : flushed;
}

const FAILED = 1;

/** Options that may be given several times. */
const REPEATABLE: ReadonlySet<string> = new Set([
  'allow',
  'fault',
  'set',
  'ignore',
  'when',
  'scp',
  'rcp',
  'absent',
  'permissionSet',
  'group',
  'account',
  'only',
  'workRegion',
] satisfies (keyof Options)[]);

const isLoss = ({ code }: Diagnostic): boolean => code === 'cli/output';

/** After an interrupt nobody waits for the outputs. */
async function flush(host: Host): Promise<number> {
  if (!host.signal.aborted) await untilAborted(host.signal, { work: () => host.flush() });
  return 0;
}

/** Throws what the verb throws. */
async function perform(host: Host, argv: readonly string[]): Promise<number> {
  const mistyped = singleDash(argv);
  if (mistyped !== undefined) throw mistyped;
  let exitCode = 0;
  const program = new Command('access')
    .description('Policy as code for AWS IAM Identity Center: who gets which permission sets in which accounts.')
    .version(host.toolVersion, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'how to use a command')
    .helpOption('-h, --help', 'how to use it')
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
      // Told as a diagnostic, below.
      outputError: () => {},
    });
  // Where a command is named, the others have nothing to say.
  const named = VERBS.filter(({ name }) => name === argv[0]);
  for (const verb of named.length > 0 ? named : VERBS) {
    const command = commandFor(verb, async (words, options) => {
      exitCode = await untilInterrupted(host, verb, async (stoppable) =>
        (await verb.load())(stoppable, words, options),
      );
    });
    program.addCommand(command.copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return 0;
    const [word, about] = argv;
    if (error.code === 'commander.help') {
      // Without a word the help is all there is to say; otherwise it was asked for something that is no command.
      if (about === undefined) return USAGE_EXIT;
      throw unknownCommand(about);
    }
    throw usageError(error, VERBS.some(({ name }) => name === word) ? word : undefined);
  }
  return exitCode;
}

/** Whatever fails after an interrupt failed by it: a reading that was given up, a program that the same signal ended. */
async function untilInterrupted(host: Host, verb: Verb, work: (host: Host) => Promise<number>): Promise<number> {
  const { signal } = host;
  const { whenInterrupted: { ends = true, message = 'interrupted' } = {} } = verb;
  try {
    const exitCode = await work(interruptible(host, !ends));
    if (!signal.aborted || !ends) return exitCode;
  } catch (error) {
    if (!signal.aborted || !(error === signal.reason || error instanceof AccessError)) throw error;
  }
  host.stderr.write(`${message}\n`);
  return INTERRUPTED;
}

function commandFor(verb: Verb, action: (words: readonly string[], options: Options) => Promise<void>): Command {
  const command = new Command(verb.name)
    .summary(verb.summary)
    .description(verb.details)
    .helpOption('-h, --help', 'how to use it');
  if (verb.more !== undefined) command.addHelpText('after', `\n${verb.more}`);
  const { prints } = verb;
  if (prints !== undefined) command.addHelpText('after', `\n${formatsHelp(prints).trimEnd()}`);
  for (const { syntax, description, choices } of verb.arguments ?? []) {
    const argument = new Argument(syntax, description);
    command.addArgument(choices === undefined ? argument : argument.choices([...choices]));
  }
  for (const name of verb.options) command.addOption(optionFor(name, verb));
  // Commander reserves a place for each argument, given or not, and puts the options behind them.
  const places = verb.arguments?.length ?? 0;
  return command.action((...received: unknown[]) => {
    const words = received
      .slice(0, places)
      .flat()
      .filter((word) => typeof word === 'string');
    return action(words, received[places] as Options);
  });
}

/** An access review is of what the files grant. */
const NOT_REVIEWED = [
  'runs',
  'evidence',
  'live',
  'sandbox',
  'members',
  'production',
] as const satisfies readonly (keyof Options)[];

function optionFor(name: keyof typeof FLAGS, { prints }: Verb): Option {
  const flag = FLAGS[name];
  const option = new Option(flag.flags, flag.description);
  if ('default' in flag) option.default(flag.default);
  if (name === 'format' && prints !== undefined) {
    const [usual, ...others] = formatNames(prints);
    option.choices([usual!, ...others]).default(usual);
  }
  if (REPEATABLE.has(name)) option.argParser((text: string, previous: readonly string[] = []) => [...previous, text]);
  if (name === 'forge') option.choices(Object.keys(FORGE_NAMES));
  if (name === 'ci') option.choices(CI_NAMES);
  if (name === 'from') option.choices(SOURCES);
  if (name === 'layout') option.choices(LAYOUTS);
  if (name === 'kind') option.choices(POLICY_KINDS);
  if (name === 'pullRequest') option.argParser(numberBetween(1, 999_999_999));
  if (name === 'inFlight') option.argParser(numberBetween(1, 15));
  if (name === 'faultSeed') option.argParser(numberBetween(0, 1_000_000_000));
  if (name === 'port' || name === 'entraPort') option.argParser(numberBetween(0, 65_535));
  if (name === 'waitForGroups' || name === 'maxAge' || name === 'timeout') option.argParser(durationOf);
  if (name === 'snapshotFile') option.conflicts(['sandbox', 'livePolicies', 'who', 'lastUsed']);
  if (name === 'review') option.conflicts([...NOT_REVIEWED, 'dryRun']);
  if (name === 'decisions') option.conflicts([...NOT_REVIEWED, 'base', 'review', 'permissionSet', 'group', 'account']);
  if (name === 'print') option.conflicts(['diff', 'write']);
  if (name === 'diff') option.conflicts('write');
  if (name === 'startUrl') option.argParser(startUrlOf);
  if (name === 'expect') option.argParser(planIdOf);
  return option;
}

function numberBetween(least: number, most: number): (text: string) => number {
  return (text) => {
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (!(number >= least && number <= most)) throw new InvalidArgumentError(`give a number from ${least} to ${most}.`);
    return number;
  };
}

function durationOf(text: string): number {
  const seconds = durationSeconds(text);
  if (seconds === undefined) throw new InvalidArgumentError('write it as 45m or 1h30m.');
  return seconds * 1000;
}

function startUrlOf(text: string): string {
  if (!START_URL.test(text)) throw new InvalidArgumentError('give it as https://example.awsapps.com/start.');
  return text;
}

/** The whole id, or what the head of a plan shows of it. */
function planIdOf(text: string): string {
  if (!/^[0-9a-f]{8,64}$/.test(text))
    throw new InvalidArgumentError('give a plan id, or at least its first 8 characters.');
  return text;
}
