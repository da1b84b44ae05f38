import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalDefinition } from '../../../src/definition/definition.ts';
import {
  type AttachedPolicy,
  afterStep,
  type DefinitionStep,
  definitionSteps,
  inverseOf,
  isTaken,
} from '../../../src/provider/aws/definition-steps.ts';
import { durationSeconds } from '../../../src/state/duration.ts';
import type { PermissionSet, Policy } from '../../../src/state/state.ts';
import { effort } from '../../support/runs.ts';

// A model of what a definition allows: AWS managed policies allow or deny one thing each (`Allow-x`, `Deny-x`), the inline policy both, a boundary
// lets two things through, and a session holds every shorter one.
const THINGS = ['prune', 'pick', 'press', 'sell'] as const;
const SESSIONS = ['PT1H', 'PT8H'] as const;
const FENCES: Readonly<Record<string, readonly string[]>> = { low: ['prune', 'pick'], high: ['pick', 'press'] };

const inline = (allows: readonly string[], denies: readonly string[]): Policy => ({
  kind: 'document',
  document: {
    Statement: [
      ...allows.map((Action) => ({ Effect: 'Allow', Action })),
      ...denies.map((Action) => ({ Effect: 'Deny', Action })),
    ],
  },
});

interface Statement {
  readonly Effect: string;
  readonly Action: string;
}

function effective(set: PermissionSet): ReadonlySet<string> {
  const { managedPolicies, inlinePolicy, permissionsBoundary, sessionDuration } = set;
  const statements = inlinePolicy?.kind === 'document' ? (inlinePolicy.document.Statement as readonly Statement[]) : [];
  const named = (effect: string) => [
    ...managedPolicies.filter((name) => name.startsWith(effect)).map((name) => name.slice(effect.length + 1)),
    ...statements.filter(({ Effect }) => Effect === effect).map(({ Action }) => Action),
  ];
  const denied = new Set(named('Deny'));
  const fence = permissionsBoundary?.kind === 'aws-managed' ? FENCES[permissionsBoundary.policy] : undefined;
  const allowed = named('Allow').filter(
    (thing) => !denied.has(thing) && (fence === undefined || fence.includes(thing)),
  );
  const seconds = durationSeconds(sessionDuration)!;
  return new Set(
    allowed.flatMap((thing) =>
      SESSIONS.filter((session) => durationSeconds(session)! <= seconds).map((session) => `${thing} ${session}`),
    ),
  );
}

const mayDeny = (policy: AttachedPolicy): boolean =>
  policy.kind === 'customer-managed' || policy.policy.startsWith('Deny');
const stepsOf = (from: PermissionSet, to: PermissionSet, mostPolicies = 20) =>
  definitionSteps(from, to, { mayDeny, mostPolicies });

const things = fc.subarray([...THINGS]);
const definition = fc
  .record(
    {
      managed: fc.tuple(things, things),
      inline: fc.tuple(things, things),
      fence: fc.constantFrom('low', 'high'),
      sessionDuration: fc.constantFrom(...SESSIONS),
      description: fc.constantFrom('Prunes', 'Picks'),
      relayState: fc.constantFrom('https://a', 'https://b'),
      tags: fc.dictionary(fc.constantFrom('team', 'crew', 'constructor'), fc.constantFrom('', 'day', 'night')),
    },
    { requiredKeys: ['managed', 'sessionDuration', 'tags'] },
  )
  .map(({ managed: [allows, denies], inline: inlined, fence, ...rest }): PermissionSet => {
    const managedPolicies = [...allows.map((thing) => `Allow-${thing}`), ...denies.map((thing) => `Deny-${thing}`)];
    return canonicalDefinition({
      ...rest,
      name: 'Grower',
      managedPolicies,
      customerManagedPolicies: [],
      ...(inlined === undefined ? {} : { inlinePolicy: inline(...inlined) }),
      ...(fence === undefined ? {} : { permissionsBoundary: { kind: 'aws-managed', policy: fence } as const }),
    });
  });

/** Every definition on the way, the ends included. */
function statesOf(from: PermissionSet, steps: readonly DefinitionStep[]): readonly PermissionSet[] {
  const states = [from];
  for (const step of steps) states.push(afterStep(states.at(-1)!, step));
  return states;
}

const isReplaced = (from: PermissionSet, to: PermissionSet): boolean =>
  from.permissionsBoundary !== undefined &&
  to.permissionsBoundary !== undefined &&
  JSON.stringify(from.permissionsBoundary) !== JSON.stringify(to.permissionsBoundary);
const hasSame = (field: keyof PermissionSet, from: PermissionSet, to: PermissionSet): boolean =>
  stepsOf(from, { ...from, [field]: to[field] }).length === 0;

/** Definitions that agree are made, not waited for: chance makes one in thirty. */
function withThatOf(
  from: PermissionSet,
  to: PermissionSet,
  field: 'inlinePolicy' | 'permissionsBoundary',
): PermissionSet {
  const { [field]: _, ...others } = to;
  return canonicalDefinition({ ...others, ...(from[field] === undefined ? {} : { [field]: from[field] }) });
}

const withoutReplacement = (from: PermissionSet, to: PermissionSet): PermissionSet =>
  isReplaced(from, to) ? withThatOf(from, to, 'permissionsBoundary') : to;

describe('the steps from one definition to another', () => {
  test('arrive, and are none when nothing differs', () => {
    fc.assert(
      fc.property(definition, definition, (from, to) => {
        expect(canonicalDefinition(statesOf(from, stepsOf(from, to)).at(-1)!)).toEqual(to);
        expect(stepsOf(to, to)).toEqual([]);
      }),
    );
  });

  test('never allow what neither the old nor the new definition allows', () => {
    fc.assert(
      fc.property(definition, definition, fc.boolean(), (from, other, isInlineKept) => {
        // A boundary and an inline policy that are both replaced guard each other: no order of calls is safe.
        const to = isInlineKept ? withThatOf(from, other, 'inlinePolicy') : withoutReplacement(from, other);
        const permitted = new Set([...effective(from), ...effective(to)]);
        for (const state of statesOf(from, stepsOf(from, to)))
          expect([...effective(state)].filter((thing) => !permitted.has(thing))).toEqual([]);
      }),
      { numRuns: effort(400, 100), seed: 20261128 },
    );
  });

  test('allow at every moment what both definitions allow, unless safety forbids', () => {
    fc.assert(
      fc.property(definition, definition, (from, other) => {
        const to = withThatOf(from, withoutReplacement(from, other), 'inlinePolicy');
        const kept = [...effective(from)].filter((thing) => effective(to).has(thing));
        for (const state of statesOf(from, stepsOf(from, to)))
          expect(kept.filter((thing) => !effective(state).has(thing))).toEqual([]);
      }),
      { numRuns: effort(400, 100), seed: 20261128 },
    );
  });

  test('attach before they detach: a refused attach leaves everything that was there', () => {
    fc.assert(
      fc.property(definition, definition, (from, other) => {
        const to = withThatOf(from, withoutReplacement(from, other), 'inlinePolicy');
        const whats = stepsOf(from, to).map((step) => step.do);
        expect(whats.lastIndexOf('attach')).toBeLessThan(
          whats.includes('detach') ? whats.indexOf('detach') : Number.POSITIVE_INFINITY,
        );
      }),
    );
  });

  test('never have more policies attached than fit, and detach no more of them first than they must', () => {
    fc.assert(
      fc.property(definition, definition, (from, to) => {
        const most = Math.max(from.managedPolicies.length, to.managedPolicies.length);
        const steps = stepsOf(from, to, most);
        const counts = statesOf(from, steps).map(({ managedPolicies }) => managedPolicies.length);
        expect(Math.max(...counts)).toBeLessThanOrEqual(most);
        expect(canonicalDefinition(statesOf(from, steps).at(-1)!)).toEqual(to);
        for (const [index, step] of steps.entries()) {
          const fits = counts[index]! < most && steps.slice(index).some((later) => later.do === 'attach');
          if (step.do === 'detach' && fits && !isReplaced(from, to) && hasSame('inlinePolicy', from, to))
            expect.unreachable('a policy was detached while another could have been attached');
        }
      }),
    );
  });

  test('are taken back by their inverses, through the same definitions', () => {
    fc.assert(
      fc.property(definition, definition, fc.nat(), (from, to, far) => {
        const steps = stepsOf(from, to);
        const taken = steps.slice(0, far % (steps.length + 1));
        const there = statesOf(from, taken);
        let now = there.at(-1)!;
        for (const [index, step] of [...taken.entries()].toReversed()) {
          for (const inverse of inverseOf(step, there[index]!)) now = afterStep(now, inverse);
          expect(canonicalDefinition(now)).toEqual(canonicalDefinition(there[index]!));
        }
      }),
    );
  });

  test('are taken once they have been', () => {
    fc.assert(
      fc.property(definition, definition, (from, to) => {
        let now = from;
        for (const step of stepsOf(from, to)) {
          expect(isTaken(now, step)).toBe(false);
          now = afterStep(now, step);
          expect(isTaken(now, step)).toBe(true);
        }
      }),
    );
  });
});

const BARE: PermissionSet = {
  name: 'Grower',
  sessionDuration: 'PT1H',
  managedPolicies: [],
  customerManagedPolicies: [],
  tags: {},
};
const attached = (...managedPolicies: readonly string[]): PermissionSet => ({ ...BARE, managedPolicies });
const namesOf = (steps: readonly DefinitionStep[]) =>
  steps.map((step) => ('policy' in step && step.do !== 'put-inline-policy' ? [step.do, step.policy.policy] : step.do));

describe('the order', () => {
  const SELL = inline([], ['sell']);

  test('is: what denies, then the inline policy that denies, then what only allows', () => {
    const to: PermissionSet = {
      ...attached('AdministratorAccess', 'AWSDenyAll'),
      customerManagedPolicies: [{ name: 'Ladders', path: '/' }],
      inlinePolicy: SELL,
    };
    expect(namesOf(definitionSteps(BARE, to))).toEqual([
      ['attach', 'AWSDenyAll'],
      ['attach', { name: 'Ladders', path: '/' }],
      'put-inline-policy',
      ['attach', 'AdministratorAccess'],
    ]);
  });

  test('knows AWS managed policies that deny by their text, and takes unknown ones for such', () => {
    const to = attached('AWSCompromisedKeyQuarantineV3', 'NewerThanTheList', 'ReadOnlyAccess');
    expect(namesOf(definitionSteps(to, BARE))).toEqual([
      ['detach', 'ReadOnlyAccess'],
      ['detach', 'AWSCompromisedKeyQuarantineV3'],
      ['detach', 'NewerThanTheList'],
    ]);
  });

  test('puts a new boundary up first, takes an old one down last, and exchanges one between what goes and what comes', () => {
    const fenced = (policy: string): Partial<PermissionSet> => ({
      permissionsBoundary: { kind: 'aws-managed', policy },
    });
    const [pick, sell] = [attached('ReadOnlyAccess'), attached('PowerUserAccess')];
    const order = (from: PermissionSet, to: PermissionSet) => definitionSteps(from, to).map((step) => step.do);
    expect(order(sell, { ...pick, ...fenced('low') })).toEqual(['put-boundary', 'attach', 'detach']);
    expect(order({ ...pick, ...fenced('low') }, sell)).toEqual(['attach', 'detach', 'delete-boundary']);
    expect(order({ ...pick, ...fenced('low') }, { ...sell, ...fenced('high') })).toEqual([
      'detach',
      'put-boundary',
      'attach',
    ]);
  });

  test('has a shorter session first and a longer one last', () => {
    const [from, to] = [attached('ReadOnlyAccess'), attached('PowerUserAccess')];
    const long = { ...to, sessionDuration: 'PT8H' };
    expect(definitionSteps(from, long).map((step) => step.do)).toEqual(['attach', 'detach', 'set-attributes']);
    expect(definitionSteps(long, from).map((step) => step.do)).toEqual(['set-attributes', 'attach', 'detach']);
  });

  test('begins with the tags, the owner among them, and never takes an owner away', () => {
    const from = { ...BARE, tags: { crew: 'day' }, owner: 'cellar' };
    const { owner: _, ...unowned } = from;
    expect(definitionSteps(unowned, { ...attached('ReadOnlyAccess'), owner: 'cellar' })).toMatchObject([
      { do: 'tag', tags: { 'access:owner': 'cellar' } },
      { do: 'untag', keys: ['crew'] },
      { do: 'attach' },
    ]);
    expect(definitionSteps(from, unowned)).toEqual([]);
  });

  test('at twenty policies detaches one for one', () => {
    const many = Array.from({ length: 20 }, (_, index) => `Allow-${index}`);
    const other = many.map((name) => name.replace('Allow', 'Other'));
    const steps = definitionSteps(attached(...many), attached(...other), { mayDeny: () => false });
    expect(steps.map((step) => step.do)).toEqual(new Array(20).fill(['detach', 'attach']).flat());
    const nineteen = definitionSteps(attached(...many.slice(1)), attached(...other.slice(1)), { mayDeny: () => false });
    expect(nineteen[0]!.do).toBe('attach');
  });
});
