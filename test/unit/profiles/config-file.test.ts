// The block of profiles in the AWS CLI's config file: what others wrote stays to the byte, and what is ours is what was asked for last.
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readHomeFile, writeHomeFile } from '../../../src/commands/files.ts';
import { profilesText, withBlock } from '../../../src/profiles/config-file.ts';
import { type Profile, type Profiles, profilesOf } from '../../../src/profiles/profiles.ts';
import { accountId } from '../../../src/state/state.ts';
import { access } from '../../support/host.ts';
import { isThorough, runs } from '../../support/runs.ts';

const session = { name: 'orchard', startUrl: 'https://orchard.awsapps.com/start', region: 'eu-west-1' };

function profilesFor(pairs: readonly (readonly [account: string, permissionSet: string])[], region?: string): Profiles {
  const { value, diagnostics } = profilesOf({
    holdings: pairs.map(([account, permissionSet]) => ({ account: accountId(account), permissionSet })),
    accountName: (id) => `account-${id}`,
    session,
    template: '{account}/{permissionSet}',
    regions: region === undefined ? [] : [region],
  });
  expect(diagnostics).toEqual([]);
  return value;
}

const written = (before: string, profiles: Profiles, owner = 'platform'): string => {
  const result = withBlock({ before, path: 'config', owner, profiles });
  if (!('after' in result)) throw new Error(`refused: ${result.map(({ message }) => message).join('; ')}`);
  return result.after;
};

const profiles = fc
  .uniqueArray(
    fc.tuple(
      fc.integer({ min: 0, max: 5 }).map((digit) => String(digit).repeat(12)),
      fc.constantFrom('Reader', 'Operator', 'a+b=c,d.e@f-g_h'),
    ),
    { selector: ([account, set]) => `${account}/${set}`, maxLength: 8 },
  )
  .map((pairs) => profilesFor(pairs));

/** What others have in the file, a character a byte. None of it is called as a profile of ours. */
const foreign = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '[default]\nregion = eu-west-1\n',
        '[profile legacy]\r\nsso_start_url = https://x\r\n',
        '[sso-session corp]\n',
        '# BEGIN access platform-2\n[profile two]\n# END access platform-2\n',
        '  # BEGIN access platform\n',
        '\n',
        '; comment\n',
        's3 =\n  max_concurrent_requests = 20\n',
        '[profile "with spaces"]\n',
      ),
      fc.string({ unit: fc.integer({ min: 0x80, max: 0xff }).map((code) => String.fromCharCode(code)) }),
    ),
  )
  .map((parts) => parts.join(''));

describe('a file with a block', () => {
  test('keeps all that others wrote, and is what was written last', () => {
    fc.assert(
      fc.property(foreign, foreign, fc.array(profiles, { minLength: 1, maxLength: 3 }), (above, below, turns) => {
        const last = turns.at(-1)!;
        const first = written(above, turns[0]!);
        // What comes below: appended by others, as `aws configure sso` does.
        const begun = turns[0]!.profiles.length === 0 ? above : `${first}${below}`;
        const after = turns.reduce((text, each) => written(text, each), begun);
        expect(written(after, last)).toBe(after);
        const nothing = written(after, profilesFor([]));
        const ended = above === '' || above.endsWith('\n') ? above : `${above}\n`;
        const tails = [below, `${below}\n`, '', '\n'];
        expect([above, ended].flatMap((head) => tails.map((tail) => `${head}${tail}`))).toContain(nothing);
        if (last.profiles.length > 0) expect(after).toContain(`\n${profilesText(last)}# END access platform\n`);
        else expect(after).not.toMatch(/^# END access platform$/m);
      }),
      runs({ numRuns: 300, seed: 15_004 }),
    );
  });

  test('has a block for each owner, whatever owners are called', () => {
    const [one, two] = [profilesFor([['1'.repeat(12), 'Reader']]), profilesFor([['2'.repeat(12), 'Reader']])];
    const other = { ...two, session: { ...session, name: 'other' } };
    const both = written(written('', one, 'a b'), other, 'a\u2028b');
    expect(both).toMatch(/^[\x20-\x7e\n]*$/);
    expect(written(both, profilesFor([]), 'a b')).toBe(written('', other, 'a\u2028b'));
  });
});

describe.each([
  ['twice', '# BEGIN access platform\n# END access platform\n# BEGIN access platform\n# END access platform\n', 3],
  ['no end', '[default]\n# BEGIN access platform\n', 2],
  ['no beginning', '# END access platform\n', 1],
  ['ends before it begins', '# END access platform\n# BEGIN access platform\n', 1],
  [
    'not written by access',
    '# BEGIN access platform\n[sso-session a]\n[profile b]\nsso_session = b\n# END access platform\n',
    3,
  ],
])('a damaged block: %s', (problem, before, line) => {
  test('is refused', () => {
    const result = withBlock({ before, path: 'config', owner: 'platform', profiles: profilesFor([]) });
    expect(result).toEqual([
      expect.objectContaining({
        code: 'profiles/block',
        message: expect.stringMatching(new RegExp(`^\`config\`, line ${line}: .*${problem}`)),
      }),
    ]);
  });
});

test.each(['[profile default]', '[ default ]', '[default]'])('`default` is taken by %s', (section) => {
  const made = { ...profilesFor([['1'.repeat(12), 'Reader']]) };
  const named = { ...made, profiles: made.profiles.map((profile) => ({ ...profile, name: 'default' })) };
  expect(withBlock({ before: `${section}\n`, path: 'config', owner: 'platform', profiles: named })).toEqual([
    expect.objectContaining({ code: 'profiles/taken' }),
  ]);
});

describe('the file', () => {
  const folder = () => {
    const made = mkdtempSync(path.join(tmpdir(), 'access-profiles-'));
    onTestFinished(() => rmSync(made, { recursive: true }));
    return made;
  };

  test('is made for its owner alone, and keeps its mode', async () => {
    const file = path.join(folder(), '.aws', 'config');
    expect(await readHomeFile(file, 'config')).toBeUndefined();
    await writeHomeFile(file, 'config', { before: undefined, after: Buffer.from('one\n') });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    chmodSync(file, 0o640);
    await writeHomeFile(file, 'config', { before: Buffer.from('one\n'), after: Buffer.from([0xff, 0x0a]) });
    expect(statSync(file).mode & 0o777).toBe(0o640);
    expect(await readHomeFile(file, 'config')).toEqual(Buffer.from([0xff, 0x0a]));
  });

  test.each(['there', 'not there'])('is written through a link to what is %s', async (kind) => {
    const home = folder();
    mkdirSync(path.join(home, 'dotfiles'));
    if (kind === 'there') writeFileSync(path.join(home, 'dotfiles', 'config'), 'before\n');
    symlinkSync(path.join('dotfiles', 'config'), path.join(home, 'config'));
    const before = kind === 'there' ? Buffer.from('before\n') : undefined;
    await writeHomeFile(path.join(home, 'config'), 'config', { before, after: Buffer.from('after\n') });
    expect(lstatSync(path.join(home, 'config')).isSymbolicLink()).toBe(true);
    expect(readFileSync(path.join(home, 'dotfiles', 'config'), 'utf8')).toBe('after\n');
  });

  test.each([
    ['was changed since', Buffer.from('one\n'), 'two\n'],
    ['came since', undefined, 'two\n'],
    ['went since', Buffer.from('one\n'), undefined],
  ])('that %s is left as it is', async (_, before, now) => {
    const home = folder();
    const file = path.join(home, 'config');
    if (now !== undefined) writeFileSync(file, now);
    expect(await writeHomeFile(file, 'config', { before, after: Buffer.from('after\n') })).toBe(false);
    expect(await readHomeFile(file, 'config')).toEqual(now === undefined ? undefined : Buffer.from(now));
    expect(readdirSync(home)).toEqual(now === undefined ? [] : ['config']);
  });

  test('has the blocks of all folders that write to it at the same time, and all that others wrote', async () => {
    const home = folder();
    const others = '[profile legacy]\r\nregion = eu-west-1';
    writeFileSync(path.join(home, 'config'), others);
    const owners = Array.from({ length: 8 }, (_, at) => `team-${at}`);
    for (const owner of owners) {
      mkdirSync(path.join(home, owner, 'access'), { recursive: true });
      writeFileSync(
        path.join(home, owner, 'access', 'access.yaml'),
        `identityCenter: { owner: ${owner}, region: eu-west-1, startUrl: "https://orchard.awsapps.com/start", inventoryComplete: true }
accounts: { ${owner}: { id: "222222222222" } }
groups: { pickers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000001 } }
permissionSets: { Reader: { managedPolicies: ReadOnlyAccess } }
grants: [{ groups: pickers, permissionSets: Reader, accounts: "*" }]
`,
      );
    }
    const env = { AWS_CONFIG_FILE: path.join(home, 'config') };
    const ran = await Promise.all(
      owners.map((owner) => access(['profiles', '--write'], { cwd: path.join(home, owner), env })),
    );
    expect(ran.map(({ exitCode, stderr }) => [exitCode, stderr])).toEqual(owners.map(() => [0, '']));
    const text = readFileSync(path.join(home, 'config'), 'utf8');
    expect(text.startsWith(`${others}\n`)).toBe(true);
    for (const owner of owners) expect(text.split(`[profile ${owner}/Reader]`)).toHaveLength(2);
  });

  const version = isThorough ? spawnSync('aws', ['--version'], { encoding: 'utf8' }).stdout : undefined;
  const cli = /^aws-cli\/(\d)/.exec(version ?? '')?.[1];
  const skipped = isThorough ? ' (skipped: it is not installed)' : ' (skipped: TEST_EFFORT=all)';
  test.skipIf(cli === undefined)(
    `is read by the AWS CLI${cli === undefined ? skipped : ''}`,
    () => {
      const file = path.join(folder(), 'config');
      const made = profilesFor(
        [
          ['1'.repeat(12), 'Reader'],
          ['2'.repeat(12), 'a+b=c,d.e@f-g_h'],
        ],
        'us-east-1',
      );
      writeFileSync(file, written('[profile legacy]\nregion = eu-west-1\n', made));
      const aws = (...words: readonly string[]) =>
        spawnSync('aws', words, {
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: tmpdir(), AWS_CONFIG_FILE: file },
        });
      const of = (name: string, keys: readonly string[]) =>
        keys.map((key) => aws('configure', 'get', key, '--profile', name).stdout.trim());
      // Each key is a process: all of them of one profile, and of the other the one that tells it.
      const [other, { name, account, permissionSet }] = made.profiles as readonly [Profile, Profile];
      expect(of(name, ['sso_session', 'sso_account_id', 'sso_role_name', 'region'])).toEqual([
        'orchard',
        account,
        permissionSet,
        'us-east-1',
      ]);
      expect(of(other.name, ['sso_role_name'])).toEqual([other.permissionSet]);
      // The first version of the AWS CLI has no `list-profiles`.
      if (cli !== '1') {
        const names = execFileSync('aws', ['configure', 'list-profiles'], {
          encoding: 'utf8',
          env: { PATH: process.env.PATH, HOME: tmpdir(), AWS_CONFIG_FILE: file },
        });
        expect(names.trim().split('\n').sort()).toEqual(['legacy', ...made.profiles.map(({ name }) => name)].sort());
      }
    },
    60_000,
  );
});
