import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NO_POLICIES, type PolicyStep, policySteps } from '../../../src/provider/aws/policy-steps.ts';
import type { Policies } from '../../../src/provider/aws/read-definition.ts';
import type { Policy } from '../../../src/state/state.ts';

// A model of what a definition allows: AWS managed policies allow or deny one thing each (`Allow-x`, `Deny-x`), the inline policy both.
const THINGS = ['prune', 'pick', 'press', 'sell'] as const;

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

function effective({ managedPolicies, inlinePolicy, permissionsBoundary }: Policies): ReadonlySet<string> {
  const statements = inlinePolicy?.kind === 'document' ? (inlinePolicy.document.Statement as readonly Statement[]) : [];
  const named = (effect: string) => [
    ...managedPolicies.filter((name) => name.startsWith(effect)).map((name) => name.slice(effect.length + 1)),
    ...statements.filter(({ Effect }) => Effect === effect).map(({ Action }) => Action),
  ];
  const denied = new Set(named('Deny'));
  const fence = permissionsBoundary?.kind === 'aws-managed' ? permissionsBoundary.policy : undefined;
  return new Set(named('Allow').filter((thing) => !denied.has(thing) && (fence === undefined || fence === thing)));
}

function after(policies: Policies, step: PolicyStep): Policies {
  const { inlinePolicy, permissionsBoundary, managedPolicies, customerManagedPolicies } = policies;
  const rest = { managedPolicies, customerManagedPolicies };
  const kept = {
    ...(inlinePolicy === undefined ? {} : { inlinePolicy }),
    ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }),
  };
  switch (step.do) {
    case 'attach':
    case 'detach': {
      const name = step.policy.kind === 'aws-managed' ? step.policy.policy : step.policy.policy.name;
      const others = managedPolicies.filter((policy) => policy !== name);
      return { ...policies, managedPolicies: step.do === 'attach' ? [...others, name].sort() : others };
    }
    case 'put-inline-policy':
      return { ...policies, inlinePolicy: step.policy };
    case 'delete-inline-policy':
      return { ...rest, ...(permissionsBoundary === undefined ? {} : { permissionsBoundary }) };
    case 'put-boundary':
      return { ...rest, ...kept, permissionsBoundary: step.boundary };
    case 'delete-boundary':
      return { ...rest, ...(inlinePolicy === undefined ? {} : { inlinePolicy }) };
    default:
      return step satisfies never;
  }
}

const things = fc.subarray([...THINGS]);
const managed = fc.tuple(things, things).map(([allows, denies]) => ({
  managedPolicies: [...allows.map((thing) => `Allow-${thing}`), ...denies.map((thing) => `Deny-${thing}`)].sort(),
  customerManagedPolicies: [],
}));
const boundary = fc.constantFrom(...THINGS).map((policy) => ({ kind: 'aws-managed', policy }) as const);
const inlines = fc.option(fc.tuple(things, things), { nil: undefined });
const unfenced = fc.tuple(managed, inlines).map(
  ([policies, parts]): Policies => ({
    ...policies,
    ...(parts === undefined ? {} : { inlinePolicy: inline(...parts) }),
  }),
);
const any = fc
  .tuple(unfenced, fc.option(boundary, { nil: undefined }))
  .map(
    ([policies, fence]): Policies => ({ ...policies, ...(fence === undefined ? {} : { permissionsBoundary: fence }) }),
  );

describe('the steps from one set of policies to another', () => {
  test('arrive', () => {
    fc.assert(
      fc.property(any, any, (from, to) => {
        expect(policySteps(from, to).reduce(after, from)).toEqual(to);
      }),
    );
  });

  test('are none when nothing differs', () => {
    fc.assert(
      fc.property(any, (policies) => {
        expect(policySteps(policies, policies)).toEqual([]);
      }),
    );
  });

  test('never allow what neither the old nor the new policies allow', () => {
    fc.assert(
      fc.property(unfenced, unfenced, (from, to) => {
        const permitted = new Set([...effective(from), ...effective(to)]);
        let now = from;
        for (const step of policySteps(from, to)) {
          now = after(now, step);
          expect([...effective(now)].filter((thing) => !permitted.has(thing))).toEqual([]);
        }
      }),
    );
  });

  test('put a new boundary up first and take an old one down last', () => {
    const fenced: Policies = {
      managedPolicies: ['Allow-pick'],
      customerManagedPolicies: [],
      permissionsBoundary: { kind: 'aws-managed', policy: 'pick' },
    };
    const open: Policies = { managedPolicies: ['Allow-sell'], customerManagedPolicies: [] };
    expect(policySteps(open, fenced).map((step) => step.do)).toEqual(['put-boundary', 'detach', 'attach']);
    expect(policySteps(fenced, open).map((step) => step.do)).toEqual(['detach', 'attach', 'delete-boundary']);
  });

  test('attach what may deny before what only allows', () => {
    const steps = policySteps(NO_POLICIES, {
      managedPolicies: ['AdministratorAccess', 'AWSDenyAll'],
      customerManagedPolicies: [{ name: 'Ladders', path: '/' }],
      inlinePolicy: inline([], ['sell']),
    });
    expect(steps.map((step) => (step.do === 'attach' ? step.policy.policy : step.do))).toEqual([
      'AWSDenyAll',
      { name: 'Ladders', path: '/' },
      'put-inline-policy',
      'AdministratorAccess',
    ]);
  });
});
