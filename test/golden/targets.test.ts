// What a plan says of another target than Identity Center, in every word that is common to all: by the tiny target of test/support/gates.ts.
import { expect, test } from 'vitest';
import { makePlan } from '../../src/plan/plan.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { Desired } from '../../src/state/desired.ts';
import { EMPTY_STATE, type Resource, type State } from '../../src/state/state.ts';
import { EVERYTHING_ALLOWED } from '../support/case-organisation.ts';
import { byAddress, GATES, gateOf, passOf } from '../support/gates.ts';
import { instant } from '../support/instant.ts';
import { ACCOUNTS, DIRECTORY, GROUPS, OWNER, RULES } from '../support/organisations.ts';
import { planText } from '../support/written.ts';

const [ORCHARD, CIDER, MARKET] = [ACCOUNTS.orchard!, ACCOUNTS.cider!, ACCOUNTS.market!];
const [PICKERS, PRESSERS] = [GROUPS.Pickers!, GROUPS.Pressers!];

const { owner: _, ...unowned } = gateOf('west', ORCHARD, ['press']);
const foreign: Resource = { ...unowned, name: 'south', owner: 'somebody-else' };

const LIVE: State = {
  ...EMPTY_STATE,
  assignments: byAddress([passOf('north', ORCHARD, PICKERS), passOf('old', MARKET, PICKERS)]),
  resources: byAddress([gateOf('north', ORCHARD, ['cellar']), foreign, unowned, gateOf('old', MARKET, ['loft'])]),
};

const FILES: State = {
  ...EMPTY_STATE,
  assignments: byAddress([
    passOf('north', ORCHARD, PRESSERS),
    passOf('south', ORCHARD, PRESSERS),
    passOf('east', CIDER, PICKERS),
    passOf('new', MARKET, PICKERS),
  ]),
  resources: byAddress([
    gateOf('north', ORCHARD, ['cellar', 'loft']),
    gateOf('south', ORCHARD, ['press']),
    gateOf('west', ORCHARD, ['press']),
    gateOf('east', CIDER, ['cellar']),
    gateOf('new', MARKET, ['loft']),
  ]),
};

const CODES = ['plan/deletes', 'plan/empties-account'] as const;
const ALLOWED = EVERYTHING_ALLOWED.filter(({ code }) => CODES.some((each) => each === code));

const DESIRED: Desired = {
  state: FILES,
  facts: new Map(),
  held: [],
  external: new Map(),
  groups: new Set([PICKERS, PRESSERS]),
  changedGroups: new Map(),
  nameCollisions: new Map(),
  deleteBlockedPairs: new Map(),
  expired: new Map(),
  renames: new Map(),
  rules: RULES,
  targets: new Set(['account-access']),
};

test('what comes, changes, goes and waits is told like what Identity Center has', async () => {
  const center = memoryIdentityCenter({
    state: LIVE,
    directory: DIRECTORY,
    unread: new Map([[CIDER, 'the role `access-apply` cannot be assumed']]),
  });
  const scope = { permissionSets: [], renamedFrom: [], owner: OWNER, audit: false, users: false } as const;
  const plan = makePlan({
    desired: DESIRED,
    live: await center.readState({ ...scope, targets: ['account-access'] }),
    directory: DIRECTORY,
    targets: GATES,
    asOf: instant('2026-11-02'),
    toolVersion: '0.1.0',
    config: { digest: 'unused' },
    allowed: ALLOWED,
    findings: [],
    calls: {},
    levels: new Map(),
  });
  const edges = plan.changes.map(({ action, address, dependsOn }) =>
    [`${action} ${address}`, ...dependsOn.map((other) => `  ← ${other}`), ''].join('\n'),
  );
  const text = `${planText(plan)}\n== changes\n${edges.join('')}`;
  await expect(text).toMatchFileSnapshot('../cases/targets/gates/plan.txt');
});
