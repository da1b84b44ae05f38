// docs/security.md and SECURITY.md name codes, tests, settings and places: all of them exist. A threat model that points at nothing is worse than none.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, test } from 'vitest';
import { RULES } from '../../src/diagnostics/rules.ts';
import { allows, lintPolicy, parsePolicy } from '../../src/policy-api.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string) => readFileSync(path.join(ROOT, file), 'utf8');
const SECURITY = read('docs/security.md');
const README = /^## Security model\n[\s\S]*?(?=^## )/m.exec(read('README.md'))![0];
const DOCUMENTS = [
  ['docs/security.md', SECURITY],
  ['SECURITY.md', read('SECURITY.md')],
  ['README.md', README],
] as const;

const blocks = (language: string) =>
  [...SECURITY.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, name, text]) =>
    name === language ? [text!] : [],
  );
const prose = (text: string) => text.replace(/^```[\s\S]*?^```$/gm, '');
const section = (title: string) => new RegExp(`^## ${title}\\n([\\s\\S]*?)(?=^## )`, 'm').exec(SECURITY)![1]!;
const quoted = (text: string) => [...new Set([...prose(text).matchAll(/`([^`\n]+)`/g)].map(([, word]) => word!))];

/** As GitHub makes them. */
const anchors = (text: string) =>
  [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) =>
    title!
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

const namespaces = new Set(Object.keys(RULES).map((code) => code.split('/')[0]!));
const codesIn = (text: string) =>
  quoted(text).flatMap((word) =>
    [...word.matchAll(/(?:^|[{\s])([a-z-]+\/[a-z-]+)(?=$|[:\s=])/g)]
      .map(([, code]) => code!)
      .filter((code) => namespaces.has(code.split('/')[0]!)),
  );

function settings(schema: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (schema === null || typeof schema !== 'object') return names;
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') for (const name of Object.keys(value)) names.add(name);
    settings(value, names);
  }
  return names;
}

describe.each(DOCUMENTS)('%s', (file, text) => {
  it('names codes that exist', () => {
    expect(codesIn(text).filter((code) => !(code in RULES))).toEqual([]);
  });

  it('names tests and files that exist', () => {
    const paths = quoted(text).filter((word) => /^(?:test|src|docs|schemas|scripts)\/[\w./-]+$/.test(word));
    expect(paths.filter((name) => !existsSync(path.join(ROOT, name)))).toEqual([]);
  });

  it('links to what is there', () => {
    const targets = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = targets.filter((target) => {
      if (target.startsWith('https://')) return false;
      const [to, anchor] = target.split('#') as [string, string?];
      const at = to === '' ? file : path.join(path.dirname(file), to);
      if (!existsSync(path.join(ROOT, at))) return true;
      return anchor !== undefined && !anchors(read(at)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });

  it('names settings that exist', () => {
    const known = settings(JSON.parse(read('schemas/access.schema.json')));
    const named = quoted(text).filter((word) => /^(?:identityCenter|guards|unmanaged)\.[\w.]+$/.test(word));
    expect(named.filter((word) => !word.split('.').every((name) => known.has(name)))).toEqual([]);
  });
});

describe('the threats', () => {
  const rows = [...section('Seventeen threats').matchAll(/^\| (\d+) \| (.+?) \| (.+?) \| (.+) \|$/gm)];

  it('are seventeen, in order', () => {
    expect(rows.map(([, number]) => Number(number))).toEqual(Array.from({ length: 17 }, (_, index) => index + 1));
  });

  test.each(rows.map(([, number, , verdict, by]) => [number!, verdict!, by!] as const))(
    'threat %s is judged, and what prevents or detects it is named',
    (_, verdict, by) => {
      expect(verdict).toMatch(/^(?:prevented|detected|accepted)\b/);
      if (/prevented(?! by an SCP)|detected/.test(verdict))
        expect(codesIn(by).length + quoted(by).filter((word) => word.startsWith('test/')).length).toBeGreaterThan(0);
    },
  );

  it('of the pipeline are judged as well', () => {
    const others = [...section('Threats to the pipeline').matchAll(/^\| (?!threat|---)(.+?) \| (.+?) \| (.+) \|$/gm)];
    expect(others.length).toBeGreaterThan(10);
    for (const [, , verdict] of others) expect(verdict).toMatch(/^(?:prevented|detected|accepted)\b/);
  });
});

describe('the picture', () => {
  it('has each of its boundaries in the table below it', () => {
    const drawn = [...blocks('mermaid')[0]!.matchAll(/"(\d+) [^"]*"/g)].map(([, number]) => Number(number));
    const told = [...section('Trust boundaries').matchAll(/^\| (\d+(?:, \d+)*) /gm)].flatMap(([, numbers]) =>
      numbers!.split(', ').map(Number),
    );
    expect([...drawn].sort((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, index) => index + 1));
    expect(told).toEqual([...drawn].sort((a, b) => a - b));
  });
});

describe('the service control policy', () => {
  const policy = JSON.parse(blocks('json')[0]!);
  const APPLY = 'arn:aws:iam::444444444444:role/access-apply';
  const BREAK_GLASS = 'arn:aws:iam::444444444444:role/break-glass';
  const PERSON =
    'arn:aws:iam::444444444444:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_Administrator_0123456789abcdef';

  /** What somebody with every permission may still do under it. */
  function may(action: string, principal: string, resource = '*'): boolean {
    const everything = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };
    const documents = [everything, policy].map((document) => ({
      kind: 'known' as const,
      name: 'policy',
      policy: parsePolicy(document).policy,
    }));
    return allows({ grants: [{ documents }] }, { action, resource, context: { 'aws:PrincipalArn': [principal] } });
  }

  it('has no mistakes, and fits into an SCP', async () => {
    expect(await lintPolicy(policy)).toEqual([]);
    // Organizations: 5,120 characters.
    expect(JSON.stringify(policy).length).toBeLessThan(5120);
  });

  it('leaves to the apply role what docs/ci.md gives it, and nobody else', () => {
    const written = [...read('docs/ci.md').matchAll(/"(sso:(?!Describe|Get|List)\w+)"/g)].map(([, action]) => action!);
    expect(written.length).toBeGreaterThan(12);
    for (const action of written) {
      expect([action, may(action, APPLY), may(action, BREAK_GLASS), may(action, PERSON)]).toEqual([
        action,
        true,
        true,
        // Services of AWS assign applications for their users, so that the policy leaves them out.
        action.includes('Application'),
      ]);
    }
  });

  it.each([
    'identitystore:CreateGroupMembership',
    'sso-directory:AddMemberToGroup',
    'sso-directory:CreateBearerToken',
    'sso:CreateInstance',
    'account-access:CreateEntitlement',
  ])('leaves %s to break-glass alone', (action) => {
    expect([APPLY, PERSON, BREAK_GLASS].map((principal) => may(action, principal))).toEqual([false, false, true]);
  });

  it('keeps the roles of the pipeline as they are, and other roles free', () => {
    expect([APPLY, PERSON, BREAK_GLASS].map((who) => may('iam:UpdateAssumeRolePolicy', who, APPLY))).toEqual([
      false,
      false,
      true,
    ]);
    expect(may('iam:UpdateAssumeRolePolicy', PERSON, 'arn:aws:iam::444444444444:role/app')).toBe(true);
  });

  it('lets everybody read', () => {
    for (const action of ['sso:ListPermissionSets', 'identitystore:ListGroups', 'sso:DescribePermissionSet'])
      expect(may(action, PERSON)).toBe(true);
  });
});

test('every shell block is shell', () => {
  for (const shell of blocks('sh'))
    expect(spawnSync('bash', ['-n'], { input: shell.replace(/<[^>\n]+>/g, 'x'), encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
});

test('nothing tells people to install by a name that anybody could claim', () => {
  const claims =
    /\bnpm (?:i|install|exec|add)\b[^\n`]*\baccess(?:-compiler)?(?:@[\w.]+)?(?=[\s`]|$)|\bnpx (?!--no-install)[^\n`]*\baccess\b/;
  const texts = ['README.md', 'docs/ci.md', 'docs/language.md', 'docs/policies.md', 'docs/architecture.md'].map(read);
  // The one place that names them says never to.
  const warned = SECURITY.replace(/never install it by name[\s\S]*?\n\n/, '');
  for (const text of [...texts, warned, read('SECURITY.md')]) expect(text).not.toMatch(claims);
});
