// What a plan says of a change in a line or two, and the engine as other programs use it.
import { describe, expect, it } from 'vitest';
import { summaryOf } from '../../src/policy/answers/summary.ts';
import { accessOf, NO_ACCESS } from '../../src/policy/compare/access.ts';
import { newAccess } from '../../src/policy/compare/compare.ts';
import { parsePolicy } from '../../src/policy/language/parse.ts';
import * as api from '../../src/policy-api.ts';
import { loadActionIndex } from '../../src/policy-data.ts';

const allow = (action: string | readonly string[], resource = '*') => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action: action, Resource: resource },
});

describe('summaryOf', () => {
  it('counts by level and service, and puts the worst first', async () => {
    const index = await loadActionIndex();
    const actions = [
      's3:GetObject',
      's3:PutObject',
      's3:PutObjectAcl',
      'sns:ListTopics',
      'iam:PassRole',
      's3:GetObjekt',
    ];
    const access = accessOf(parsePolicy(allow([...actions, 'cellar:*'])).policy);
    const summary = summaryOf(newAccess(NO_ACCESS, access, { index }), index);
    expect(summary.levels).toEqual([
      { level: 'permissions-management', actionCount: 1, services: [{ service: 's3', actionCount: 1 }] },
      { level: 'unknown', actionCount: 1, services: [{ service: 's3', actionCount: 1 }] },
      {
        level: 'write',
        actionCount: 2,
        services: [
          { service: 'iam', actionCount: 1 },
          { service: 's3', actionCount: 1 },
        ],
      },
      { level: 'read', actionCount: 1, services: [{ service: 's3', actionCount: 1 }] },
      { level: 'list', actionCount: 1, services: [{ service: 'sns', actionCount: 1 }] },
    ]);
    expect(summary.services[0]).toEqual({ service: 's3', actionCount: 4 });
    expect(summary.topActions.slice(0, 2)).toEqual(['iam:PassRole', 's3:PutObjectAcl']);
    expect(summary.worst?.witness.action).toBe('s3:PutObjectAcl');
    expect(summary.unlisted).toEqual(['cellar:*']);
    expect(summary.actionCount).toBe(6);
  });

  it('has nothing to say of nothing', async () => {
    const index = await loadActionIndex();
    const summary = summaryOf(newAccess(NO_ACCESS, NO_ACCESS, { index }), index);
    expect(summary).toEqual({ levels: [], services: [], topActions: [], actionCount: 0, unlisted: [] });
  });
});

describe('access-compiler/policy', () => {
  it('compares documents, lists of documents and accesses without being handed data', async () => {
    const { gains } = await api.newAccess(
      [allow('s3:GetObject'), allow('sqs:*')],
      allow(['s3:Get?bject', 'sns:Publish']),
    );
    expect(gains.map(({ actions }) => actions)).toEqual([['sns:Publish']]);
    const { risk } = await api.effectOf(accessOf(api.parsePolicy(allow('s3:*')).policy), allow('s3:GetObject'));
    expect(risk).toBe('narrows');
    expect(await api.expandActions('sns:Publish*')).toEqual(['sns:Publish']);
    expect((await api.escalationPaths(allow('sts:AssumeRole'))).map(({ path }) => path.id)).toEqual(['sts-001']);
  });

  it('survives whatever it is given', async () => {
    for (const odd of [{}, { Statement: null }, { Statement: 'x' }, { Statement: [[], 7, null] }] as api.PlainPolicy[])
      expect((await api.effectOf(odd, odd)).equal).toBe(true);
  });
});
