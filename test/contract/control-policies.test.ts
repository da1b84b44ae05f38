// The service control policies of an organization, as the adapter reads them, and what that costs.
import { describe, expect, test } from 'vitest';
import type { SandboxSeed } from '../../src/sandbox/index.ts';
import type { Health } from '../../src/state/health.ts';
import { ACCOUNTS, ORCHARD } from './orchard.ts';
import { openOrchard } from './subjects.ts';

const DENY = { Version: '2012-10-17', Statement: [{ Effect: 'Deny', Action: 'sso:CreateInstance', Resource: '*' }] };
const LIST = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 'iam:*', Resource: '*' }] };

const seeded = (
  serviceControlPolicies: NonNullable<SandboxSeed['organization']['serviceControlPolicies']>,
): SandboxSeed => ({ ...ORCHARD, organization: { ...ORCHARD.organization, serviceControlPolicies } });

async function read(seed: SandboxSeed) {
  const aws = (await openOrchard({ seed })).connect();
  const health: Health = await aws.readHealth({ groupsToCount: () => [] });
  const ofPolicies = Object.entries(aws.callCounts()).filter(([name]) => /Polic|ListRoots/.test(name));
  return { health, calls: Object.fromEntries(ofPolicies) };
}

describe('service control policies', () => {
  test('are those that are attached, with what they are attached to, and where FullAWSAccess is not', async () => {
    const { health, calls } = await read(
      seeded({
        policies: [
          { name: 'fence', content: DENY, targets: ['root', ACCOUNTS.cellar] },
          { name: 'list', content: LIST, targets: [ACCOUNTS.cellar] },
          { name: 'idle', content: DENY, targets: [] },
          { name: 'broken', content: 'no JSON', targets: [ACCOUNTS.market] },
        ],
        withoutFullAccess: [ACCOUNTS.cellar, ACCOUNTS.orchards],
      }),
    );
    expect(health.controlPolicies.read).toBe(true);
    if (!health.controlPolicies.read) return;
    const { enabled, rootId, policies, withoutFullAccess } = health.controlPolicies.value;
    expect(enabled).toBe(true);
    expect(policies.map(({ name, document, targets }) => ({ name, document, targets: [...targets] }))).toEqual([
      { name: 'fence', document: { kind: 'document', document: DENY }, targets: [rootId, ACCOUNTS.cellar] },
      { name: 'list', document: { kind: 'document', document: LIST }, targets: [ACCOUNTS.cellar] },
      { name: 'broken', document: { kind: 'opaque', text: 'no JSON' }, targets: [ACCOUNTS.market] },
    ]);
    // What nothing of theirs is attached to is not asked about.
    expect([...withoutFullAccess]).toEqual([ACCOUNTS.cellar]);
    expect(calls).toEqual({
      'organizations:ListRoots': 1,
      'organizations:ListPolicies': 1,
      'organizations:DescribePolicy': 4,
      'organizations:ListTargetsForPolicy': 4,
      'organizations:ListPoliciesForTarget': 3,
    });
  });

  test('that are not enabled are asked for no further', async () => {
    const { health, calls } = await read(
      seeded({ enabled: false, policies: [{ name: 'fence', content: DENY, targets: ['root'] }] }),
    );
    expect(health.controlPolicies).toMatchObject({ read: true, value: { enabled: false, policies: [] } });
    expect(calls).toEqual({ 'organizations:ListRoots': 1 });
  });
});
