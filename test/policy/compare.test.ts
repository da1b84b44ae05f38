// Edits that mislead, one a row: what each does to the access, whatever it does to the text.
import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AccessEffect, effectOf } from '../../src/policy/answers/effect.ts';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import { type Access, accessOf, type Document } from '../../src/policy/compare/access.ts';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { allows } from '../../src/policy/compare/evaluate.ts';
import { isNothing } from '../../src/policy/compare/new-access.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import { loadActionIndex } from '../../src/policy-data.ts';

interface Row {
  readonly name: string;
  readonly before: AccessText;
  readonly after: AccessText;
  readonly risk: AccessEffect['risk'];
  readonly gained?: readonly string[];
  readonly lost?: readonly string[];
  readonly unlisted?: readonly string[];
  readonly openEnded?: readonly string[];
  /** No longer denied, and not allowed either. */
  readonly released?: readonly string[];
  /** The same requests are allowed today, where the risk does not say so. */
  readonly equal?: boolean;
  readonly level?: string;
  readonly doubts?: readonly string[];
  /** Of the first witness. */
  readonly context?: unknown;
}

/** Statements, or grants with documents of statements; a name is a document that cannot be seen. */
type AccessText = Statements | { readonly grants: readonly GrantText[] };
type Statements = object | readonly object[];
interface GrantText {
  readonly documents: readonly (string | Statements)[];
  readonly boundary?: string | Statements;
}

const ROWS = JSON.parse(
  readFileSync(new URL('../cases/policy/compare.json', import.meta.url), 'utf8'),
) as readonly Row[];

const policyOf = (statements: Statements) => parsePolicy({ Version: '2012-10-17', Statement: statements }).policy;

function documentOf(text: string | Statements): Document {
  if (typeof text === 'string') return { kind: 'unknown', name: text };
  return { kind: 'known', name: 'policy', policy: policyOf(text) };
}

function accessTo(text: AccessText): Access {
  if (!('grants' in text)) return accessOf(policyOf(text));
  return {
    grants: text.grants.map(({ documents, boundary }) => ({
      documents: documents.map(documentOf),
      ...(boundary === undefined ? {} : { boundary: documentOf(boundary) }),
    })),
  };
}

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

describe('effectOf', () => {
  it.each(ROWS)('$name', (row) => {
    const [before, after] = [accessTo(row.before), accessTo(row.after)];
    const { risk, gained, lost, released, equal } = effectOf(before, after, { index });
    expect(risk).toBe(row.risk);
    if (row.risk === 'neutral' || row.equal !== undefined) expect(equal).toBe(row.equal ?? true);
    const actionsOf = ({ gains }: typeof gained) => [...new Set(gains.flatMap(({ actions }) => actions))].sort();
    if (row.gained) expect(actionsOf(gained)).toEqual(row.gained);
    if (row.lost) expect(actionsOf(lost)).toEqual(row.lost);
    if (row.unlisted) expect(gained.gains.flatMap(({ unlisted }) => unlisted)).toEqual(row.unlisted);
    if (row.openEnded) expect(gained.openEnded).toEqual(row.openEnded);
    if (row.released) expect(actionsOf(released)).toEqual(row.released);
    if (row.level) expect(gained.gains[0]?.level).toBe(row.level);
    if (row.context) expect(gained.gains[0]?.witness.context).toEqual(row.context);
    expect(gained.unresolved.map(({ doubt }) => doubt.reason)).toEqual(row.doubts ?? []);
    for (const { witness } of gained.gains)
      expect([allows(before, witness), allows(after, witness)]).toEqual([false, true]);
    for (const { witness } of lost.gains)
      expect([allows(before, witness), allows(after, witness)]).toEqual([true, false]);
  });

  it('tells actions that AWS has yet to add from the list of all that there are today', () => {
    const all = index.service('sso')!.actionNames;
    const not = (...actions: readonly string[]) => ({ Effect: 'Allow', NotAction: actions, Resource: '*' });
    const everything = { Effect: 'Allow', Action: '*', Resource: '*' };
    const onlyNot = (...actions: readonly string[]) => [everything, { Effect: 'Deny', Action: actions, Resource: '*' }];
    const bounded = (...actions: readonly string[]) => ({
      grants: [{ documents: [everything], boundary: not(...actions) }],
    });
    for (const form of [not, onlyNot, bounded]) {
      const [short, long] = [accessTo(form('iam:*', 'sso:*')), accessTo(form('iam:*', ...all))];
      const wider = effectOf(short, long, { index });
      expect([wider.risk, wider.equal, wider.gained.openEnded]).toEqual(['broadens', true, ['sso:*']]);
      expect(effectOf(long, short, { index }).risk).toBe('narrows');
      expect(effectOf(long, long, { index }).risk).toBe('neutral');
    }
  });

  it('finds nothing new in any of them compared with itself', () => {
    const changed = ROWS.flatMap(({ name, before, after }) => [
      { name, access: accessTo(before) },
      { name, access: accessTo(after) },
    ]).filter(({ access }) => !isNothing(newAccess(access, access, { index })));
    expect(changed.map(({ name }) => name)).toEqual([]);
  });
});

describe('newAccess', () => {
  const allow = (resource: string | readonly string[]) =>
    accessOf(policyOf({ Effect: 'Allow', Action: 's3:GetObject', Resource: resource }));

  it('says how far a gain reaches: the Allow, less what was allowed and what is denied', () => {
    const before = allow('arn:aws:s3:::orchard/red/*');
    const after = accessOf(
      policyOf([
        { Effect: 'Allow', Action: 's3:GetObject', Resource: ['arn:aws:s3:::orchard/*', 'arn:aws:s3:::cellar/*'] },
        { Effect: 'Deny', Action: 's3:*', Resource: ['arn:aws:s3:::orchard/rotten/*', 'arn:aws:s3:::barn/*'] },
        { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::attic/*' },
      ]),
    );
    const [gain, ...others] = newAccess(before, after, { index }).gains;
    expect(others).toEqual([]);
    const plain = { notResources: [], conditions: [], except: [] };
    expect(gain?.reach).toEqual({
      ...plain,
      resources: ['arn:aws:s3:::cellar/*', 'arn:aws:s3:::orchard/*'],
      except: [
        { ...plain, resources: ['arn:aws:s3:::barn/*', 'arn:aws:s3:::orchard/rotten/*'] },
        { ...plain, resources: ['arn:aws:s3:::orchard/red/*'] },
      ],
    });
  });

  it('gives up on hostile patterns in bounded time, and says so', () => {
    const knots = (count: number, letter: string) =>
      Array.from({ length: count }, (_, place) => `arn:aws:s3:::*${letter}${place}*${place}${letter}*`);
    const { gains, unresolved } = newAccess(allow(knots(12, 'a')), allow(knots(12, 'b').map((knot) => `${knot}a`)), {
      index,
      budget: 5_000,
    });
    expect(gains.length + unresolved.length).toBeGreaterThan(0);
    expect(unresolved.every(({ doubt }) => doubt.reason === 'budget' || doubt.suspect !== undefined)).toBe(true);
  });

  it('never takes a search that was cut short for one that found nothing', () => {
    const when = (operator: string) => ({
      Effect: 'Allow',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { [operator]: { 'aws:PrincipalTag/crop': 'apples' } },
    });
    const before = accessOf(policyOf([when('StringEquals'), when('StringNotEquals')]));
    expect(isNothing(newAccess(before, allow('*'), { index }))).toBe(true);
    for (const budget of [0, 1, 2]) {
      const { gains, unresolved } = newAccess(before, allow('*'), { index, budget });
      expect(gains).toEqual([]);
      expect(unresolved.map(({ doubt }) => doubt.reason)).toEqual(['budget']);
    }
  });

  it('survives names and texts that are longer than a call can be', () => {
    const long = `arn:aws:s3:::${'a'.repeat(200_000)}*`;
    expect(newAccess(allow('*'), allow(long), { index }).gains).toEqual([]);
    expect(newAccess(allow(long), allow([long, 'arn:aws:s3:::b/b']), { index }).gains).toHaveLength(1);
  });
});
