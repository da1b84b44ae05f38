// docs/adopting.md, followed: each command of its `console` blocks is run, one after the other, in an organisation as it has grown.
//
// What stands below a command in the document is what it prints with 300 accounts. That takes longer than all other documents together, so it is compared, and with
// `-u` written, by `npm run docs` alone, which a workflow runs. Every other run follows them in a small organisation as far as the first plan, and looks at how they end.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { estate } from '../../scripts/estate.mjs';
import { awsOf } from '../cli/aws.ts';
import { access } from '../support/host.ts';

const DOCUMENT = fileURLToPath(new URL('../../docs/adopting.md', import.meta.url));
const TEXT = readFileSync(DOCUMENT, 'utf8');
const isWhole = process.env.ACCESS_TEST_DOCS !== undefined;
/** Where another run than `npm run docs` stops. */
const END = isWhole ? TEXT.length : TEXT.indexOf('## The first apply\n');
const BLOCKS = /^```console\n([\s\S]*?)^```$/gm;

const ACCOUNTS = isWhole ? 300 : 40;

beforeAll(() => {
  for (const file of ['AWS_CONFIG_FILE', 'AWS_SHARED_CREDENTIALS_FILE']) vi.stubEnv(file, '/dev/null');
  vi.stubEnv('AWS_REGION', 'eu-west-1');
});
afterAll(() => vi.unstubAllEnvs());

interface Ended {
  /** What is seen of it. */
  readonly text: string;
  /** Of the command, not of what its output is piped to. */
  readonly exitCode: number;
}

type Shell = (line: string) => Promise<Ended>;

/** `access …` runs in this process; what its output goes through, and every other line, is bash's. */
function shellIn(cwd: string): Shell {
  const aws = awsOf({ seed: JSON.stringify(estate(ACCOUNTS)) }, {});
  const bash = (script: string, input = ''): Ended => {
    const { status, stdout, stderr } = spawnSync('bash', ['-c', script], { cwd, input, encoding: 'utf8' });
    return { text: stdout + stderr, exitCode: status ?? 1 };
  };
  return async (line) => {
    const [command = '', ...pipe] = line.split(' | ');
    const [, words, , errors] = /^access (.*?)( 2>&?\s?(\S+))?$/.exec(command) ?? [];
    if (words === undefined) return bash(line);
    const { exitCode, stdout, stderr } = await access(words.split(' '), { cwd, aws: aws.connect });
    const isJoined = errors === '1';
    if (errors !== undefined && !isJoined) writeFileSync(path.join(cwd, errors), stderr);
    const seen = isJoined ? stderr + stdout : stdout;
    const piped = pipe.length === 0 ? seen : bash(pipe.join(' | '), seen).text;
    return { text: (errors === undefined ? stderr : '') + piped, exitCode };
  };
}

/** Every block again, with what its commands print now. */
async function followed(shell: Shell, ended: [line: string, exitCode: number][]): Promise<string> {
  let text = '';
  let at = 0;
  for (const block of TEXT.slice(0, END).matchAll(BLOCKS)) {
    const commands = block[1]!.split('\n').flatMap((line) => /^\$ (.+)$/.exec(line)?.[1] ?? []);
    text += `${TEXT.slice(at, block.index)}\`\`\`console\n`;
    for (const line of commands) {
      const { text: seen, exitCode } = await shell(line);
      ended.push([line, exitCode]);
      text += `$ ${line}\n${seen.replace(/\n*$/, seen === '' ? '' : '\n')}`;
    }
    text += '```';
    at = block.index + block[0].length;
  }
  return text + TEXT.slice(at);
}

/** There is drift, and a guard holds what a lost file would take away. */
const ENDS_WITH: Readonly<Record<string, number>> = {
  'access drift | tail -n 1': 2,
  'access drift | head -n 24': 2,
  "access plan | grep -A 1 'approval\\['": 1,
};

const TITLE = isWhole ? 'prints what the document says' : 'comes to a plan that adopts, and does nothing else';

test(`who follows it in ${ACCOUNTS} accounts ${TITLE}`, { timeout: 300_000 }, async () => {
  const home = mkdtempSync(path.join(tmpdir(), 'access-adopting-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const cwd = path.join(home, 'orchard');
  mkdirSync(cwd);
  const ended: [line: string, exitCode: number][] = [];
  const text = await followed(shellIn(cwd), ended);
  expect(ended.length).toBeGreaterThan(isWhole ? 15 : 7);
  expect(ended).toEqual(ended.map(([line]) => [line, ENDS_WITH[line] ?? 0]));
  if (isWhole) await expect(text).toMatchFileSnapshot(DOCUMENT);
  else expect(text).toMatch(/^Plan [0-9a-f]{8}: 11 sets to adopt\.$/m);
});
