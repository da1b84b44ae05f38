// From files to the end of an apply, over both sides of the port: a sandbox with the real adapter, and memory that was read from one. Both are read
// by group where that is cheaper, and access is looked at before every call, as anybody could who tries.
import { execute } from '../../src/apply/execute.ts';
import type { ApplyReport } from '../../src/apply/report.ts';
import { declare } from '../../src/compile.ts';
import { gather } from '../../src/gather.ts';
import { meaningsOf } from '../../src/meaning/meanings.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { loadPolicyData } from '../../src/policy-data.ts';
import type { IdentityCenter } from '../../src/provider/identity-center.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { SandboxSeed, SandboxState } from '../../src/sandbox/index.ts';
import { pairAddress } from '../../src/state/state.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { instant } from '../support/instant.ts';
import { RUN_FACTS } from '../support/run-facts.ts';
import { openOrchard } from './subjects.ts';

const meanings = meaningsOf(await loadPolicyData());
const NOW = instant('2026-11-02T09:00:00Z');

export interface Whole {
  /** Reads live, and makes the plan that the files come to. */
  plan(): Promise<Plan>;
  /** What a plan says, carried out. */
  apply(plan: Plan): Promise<ApplyReport>;
  /** Who may do what where, now: `GROUP/<id> in 222222222222: ReadOnlyAccess`. */
  access(): readonly string[];
  /** Pairs with a role and no row. */
  rolesAlone(): readonly string[];
  /** Inputs of the calls so far of an operation, whichever side made them. */
  calls(operation: string): readonly Readonly<Record<string, unknown>>[];
  /** All that anybody had at any moment since the beginning. */
  readonly seen: ReadonlySet<string>;
}

interface Situation {
  readonly seed: SandboxSeed;
  readonly yaml: string;
}

export const SIDES = ['aws', 'memory'] as const;

export async function open(side: (typeof SIDES)[number], { seed, yaml }: Situation): Promise<Whole> {
  const seen = new Set<string>();
  const watch: { look: () => void } = { look: () => undefined };
  const { sandbox, connect } = await openOrchard({ seed, faults: () => void watch.look() });
  const declared = declare({
    documents: [{ path: 'access.yaml', configPath: 'access.yaml', text: yaml }],
    policies: [],
    incomplete: false,
  });
  const aws = connect();
  const { identityCenter, access, rolesAlone } =
    side === 'aws' ? overSandbox(aws, sandbox.state) : await overMemory(aws);
  watch.look = () => {
    for (const each of access()) seen.add(each);
  };
  watch.look();
  const options = { asOf: NOW, audit: false };

  return {
    seen,
    access,
    rolesAlone,
    calls: (operation) => sandbox.calls.filter((call) => call.operation === operation).map(({ input }) => input),
    async plan() {
      const { value, diagnostics } = await gather(declared.value, identityCenter, { ...options, allowed: {} });
      if (value === undefined) {
        const messages = [...declared.diagnostics, ...diagnostics].map(({ message }) => message);
        throw new Error(`no plan: ${messages.join('; ')}`);
      }
      const config = { digest: declared.value.digest() };
      return makePlan({ ...value, ...options, allowed: EVERYTHING_ALLOWED, toolVersion: '0.1.0', config, meanings });
    },
    async apply({ planId, changes }) {
      const report = await execute({
        planId,
        ...RUN_FACTS,
        changes,
        identityCenter,
        journal: { write: async () => undefined },
        now: () => NOW,
        onProgress: watch.look,
      });
      watch.look();
      return report;
    },
  };
}

type Watched = Pick<Whole, 'access' | 'rolesAlone'> & { readonly identityCenter: IdentityCenter };

function overSandbox(identityCenter: IdentityCenter, state: SandboxState): Watched {
  const pairs = () =>
    [...state.permissionSets.values()].flatMap((set) => [...set.pairs.values()].map((pair) => ({ set, pair })));
  return {
    identityCenter,
    access: () =>
      pairs().flatMap(({ pair }) =>
        [...pair.assignments.values()].flatMap(({ principalType, principalId }) =>
          pair.provisioned.managedPolicies.map(
            (arn) => `${principalType}/${principalId} in ${pair.accountId}: ${arn.replace(/^.*:policy\//, '')}`,
          ),
        ),
      ),
    rolesAlone: () =>
      pairs().flatMap(({ set, pair }) => (pair.assignments.size === 0 ? `${set.name} in ${pair.accountId}` : [])),
  };
}

async function overMemory(aws: IdentityCenter): Promise<Watched> {
  const directory = await aws.readDirectory({ organizationalUnits: true, accountTags: true });
  const names = (await aws.readState({ permissionSets: [], renamedFrom: [], owner: '', audit: true, users: true }))
    .others;
  const scope = { permissionSets: names.map(({ name }) => name), renamedFrom: [], owner: '', audit: true, users: true };
  const { state, users } = await aws.readState(scope);
  const memory = memoryIdentityCenter({ state, directory, users, reading: 'by-group' });
  return {
    identityCenter: memory,
    access: () =>
      [...memory.state().assignments.values()].flatMap(({ permissionSet, account, principal: { type, id } }) =>
        (memory.roles().get(pairAddress(permissionSet, account))?.managedPolicies ?? []).map(
          (policy) => `${type.toUpperCase()}/${id} in ${account}: ${policy}`,
        ),
      ),
    rolesAlone() {
      const rows = [...memory.state().assignments.values()];
      return [...memory.roles().keys()].flatMap((address) => {
        const [, set, account] = address.split('/');
        const has = rows.some((row) => row.permissionSet === set && row.account === account);
        return has ? [] : [`${set} in ${account}`];
      });
    },
  };
}
