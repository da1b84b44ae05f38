// Attributes for access control in whole applies: whatever live has and files ask for, an apply gets there, the plan after it is empty, and on the way
// nobody's access is decided by anything but what the old files gave or the new ones give.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { declare } from '../../src/compile.ts';
import { testedInline } from '../../src/definition/principal-tags.ts';
import { gather } from '../../src/gather.ts';
import { type Change, operationsOf } from '../../src/plan/change.ts';
import { makePlan } from '../../src/plan/plan.ts';
import { type MemoryIdentityCenter, memoryIdentityCenter } from '../../src/provider/memory.ts';
import { type AccessControl, attributeKey } from '../../src/state/access-control.ts';
import {
  type Address,
  type Assignment,
  type PermissionSet,
  pairOfAssignment,
  type State,
} from '../../src/state/state.ts';
import { EVERYTHING_ALLOWED, type LiveFile, organisationOf, stateOf } from '../support/case-organisation.ts';
import { AS_OF } from '../support/planning.ts';
import { effort } from '../support/runs.ts';

const RUNS = { numRuns: effort(300, 60), seed: 20261128 };
const KEYS = ['Department', 'team', 'Cost Center'];
const SETS = ['Picker', 'Presser'];
const GROUPS = ['Pickers', 'Pressers', 'Tasters'];

interface Side {
  /** Undefined: no configuration. */
  readonly attributes: Readonly<Record<string, string>> | undefined;
  /** By set: what its policy tests, and who has it. */
  readonly sets: Readonly<Record<string, { readonly tests: readonly string[]; readonly groups: readonly string[] }>>;
}

const attributes = fc
  .uniqueArray(fc.record({ key: fc.constantFrom(...KEYS, 'TEAM'), source: fc.constantFrom('a', 'b') }), {
    selector: ({ key }) => attributeKey(key),
  })
  .map((all) => Object.fromEntries(all.map(({ key, source }) => [key, source])));
const set = fc.record({ tests: fc.subarray(KEYS), groups: fc.subarray(GROUPS, { minLength: 1 }) });
const sides: fc.Arbitrary<Side> = fc.record({
  attributes: fc.option(attributes, { nil: undefined }),
  sets: fc.subarray(SETS).chain((names) => fc.record(Object.fromEntries(names.map((name) => [name, set])))),
});

const policyOf = (tests: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 's3:ListAllMyBuckets', Resource: '*' },
    ...tests.map((key) => ({
      Effect: 'Deny',
      Action: 's3:GetObject',
      Resource: '*',
      Condition: { StringNotEquals: { [`aws:PrincipalTag/${key}`]: 'x' } },
    })),
  ],
});

const liveOf = ({ attributes: accessControlAttributes, sets }: Side): LiveFile => ({
  permissionSets: Object.fromEntries(
    Object.entries(sets).map(([name, { tests }]) => [name, { owner: 'access', inlinePolicy: policyOf(tests) }]),
  ),
  assignments: Object.entries(sets).map(
    ([name, { groups }]) => `${name} in apples-prod for group ${groups.join(', ')}`,
  ),
  ...(accessControlAttributes && { accessControlAttributes }),
});

/** Without a configuration: `{}`. An empty one is asked for by what assertions send. */
function filesOf({ attributes: wanted, sets }: Side): string {
  const asked = wanted === undefined ? {} : Object.keys(wanted).length === 0 ? { Claim: { from: 'saml' } } : wanted;
  return JSON.stringify({
    identityCenter: { owner: 'access' },
    accessControlAttributes: asked,
    groups: Object.fromEntries(
      GROUPS.map((name, index) => [name, { objectId: `11111111-aaaa-4aaa-8aaa-00000000000${index + 1}` }]),
    ),
    permissionSets: Object.fromEntries(
      Object.entries(sets).map(([name, { tests }]) => [name, { inlinePolicy: policyOf(tests) }]),
    ),
    grants: Object.entries(sets).map(([permissionSets, { groups }]) => ({
      groups,
      permissionSets,
      accounts: 'apples-prod',
    })),
  });
}

async function planOf(files: string, center: MemoryIdentityCenter) {
  const document = { path: 'access.yaml', configPath: 'access.yaml', text: files };
  const declared = declare({ documents: [document], policies: [], incomplete: false });
  const options = { asOf: AS_OF, audit: false };
  const { value, diagnostics } = await gather(declared.value, center, { ...options, allowed: {} });
  expect([...declared.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([]);
  const config = { digest: declared.value.digest() };
  return makePlan({ ...value!, ...options, allowed: EVERYTHING_ALLOWED, toolVersion: '0.1.0', config });
}

/** What decides the access of an assignment: the policy of its role, and the source of each attribute that this tests. */
function viewOf(
  row: Assignment,
  roles: ReadonlyMap<Address, PermissionSet>,
  { attributes: all }: AccessControl,
): string {
  const policy = roles.get(pairOfAssignment(row))?.inlinePolicy;
  const sources = new Map((all ?? []).map(({ key, source }) => [attributeKey(key), source]));
  const tested =
    policy === undefined
      ? []
      : testedInline(policy).map((key) => [key, sources.get(attributeKey(key)), all !== undefined]);
  return JSON.stringify([policy, tested]);
}

const viewsOf = (state: State, roles: ReadonlyMap<Address, PermissionSet>): ReadonlyMap<Address, string> =>
  new Map([...state.assignments].map(([address, row]) => [address, viewOf(row, roles, state.accessControl ?? {})]));

/** Applies the changes in some order that their edges allow. */
async function applyTo(
  center: MemoryIdentityCenter,
  changes: readonly Change[],
  { choose, look }: { readonly choose: (many: number) => number; readonly look: (change: Change) => void },
) {
  const left = new Map(changes.map((change) => [change.address, change]));
  while (left.size > 0) {
    const ready = [...left.values()].filter(({ dependsOn }) => !dependsOn.some((address) => left.has(address)));
    const next = ready[choose(ready.length)]!;
    for (const operation of operationsOf(next)) {
      const outcome = await center.apply(operation);
      expect([next.address, outcome.status]).toEqual([next.address, 'done']);
      look(next);
    }
    left.delete(next.address);
  }
}

test('an apply gets there, the plan after is empty, and nothing in between decides access by neither end', async () => {
  let between = 0;
  let applies = 0;
  await fc.assert(
    fc.asyncProperty(sides, sides, fc.infiniteStream(fc.nat()), async (old, wanted, numbers) => {
      const organisation = organisationOf();
      const center = memoryIdentityCenter({ ...organisation, state: stateOf(liveOf(old), organisation) });
      const files = filesOf(wanted);
      const { changes, held } = await planOf(files, center);
      expect(held).toEqual([]);
      const before = viewsOf(center.state(), center.roles());
      const seen: (readonly [Address, string])[] = [];
      await applyTo(center, changes, {
        choose: (many) => numbers.next().value! % many,
        look: () => seen.push(...viewsOf(center.state(), center.roles())),
      });
      const after = viewsOf(center.state(), center.roles());
      // Of a set that tests an attribute before and after, and whose definition changes as well, no order is right: see plan/access-control.ts.
      const redefined = new Set(
        SETS.filter((name) => {
          const [was, is] = [old.sets[name]?.tests, wanted.sets[name]?.tests];
          return was !== undefined && is !== undefined && was.length > 0 && is.length > 0 && String(was) !== String(is);
        }),
      );
      const wrong = seen.filter(
        ([address, view]) =>
          !redefined.has(address.split('/')[1]!) && view !== before.get(address) && view !== after.get(address),
      );
      expect(wrong).toEqual([]);
      if (changes.some(({ kind }) => kind === 'access-control-attributes')) applies += 1;
      between += seen.length;
      const next = await planOf(files, center);
      expect({ changes: next.changes, held: next.held }).toEqual({ changes: [], held: [] });
    }),
    RUNS,
  );
  expect(applies).toBeGreaterThan(RUNS.numRuns / 2);
  expect(between).toBeGreaterThan(RUNS.numRuns);
});
