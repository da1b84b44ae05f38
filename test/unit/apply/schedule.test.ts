import { describe, expect, it, test } from 'vitest';
import { createSchedule } from '../../../src/apply/schedule.ts';
import { accountOf, type Change, type Operation, operationAddress } from '../../../src/plan/change.ts';
import type { Limits, Outcome } from '../../../src/provider/identity-center.ts';
import {
  type Address,
  accountId,
  assignmentAddress,
  pairAddress,
  permissionSetAddress,
  provisioningAddress,
} from '../../../src/state/state.ts';
import { CIDER, create, define, MARKET, ORCHARD, provision, remove, row } from './orchard.ts';

const WIDE: Limits = { inFlight: 100, perAccount: 100, perSet: 100, provisioning: 100, perTarget: 100 };
const AWS: Limits = { inFlight: 10, perAccount: 1, perSet: 1, provisioning: 3, perTarget: 15 };

const OUTCOMES: Readonly<Record<Outcome['status'], Outcome>> = {
  done: { status: 'done' },
  already: { status: 'already' },
  failed: { status: 'failed', reason: 'Received a 404 status error: policy not found' },
  'not-sent': { status: 'not-sent', reason: 'the row has changed since the plan' },
  unknown: { status: 'unknown', reason: 'connection lost' },
};

const PICKER = permissionSetAddress('Picker');
const PRESSER = permissionSetAddress('Presser');
const PROVISIONING = provisioningAddress('Picker');
const orchardPickers = row('Picker', ORCHARD, 'pickers');
const ciderPickers = row('Picker', CIDER, 'pickers');
const marketPickers = row('Picker', MARKET, 'pickers');
const orchardPressers = row('Presser', ORCHARD, 'pickers');
const [atOrchard, atCider, atMarket] = [orchardPickers, ciderPickers, marketPickers].map(assignmentAddress) as [
  Address,
  Address,
  Address,
];
const pressingAtOrchard = assignmentAddress(orchardPressers);
const inOrchard = pairAddress('Picker', ORCHARD);
const inCider = pairAddress('Picker', CIDER);

/** An operation ends; then these may start, and these will not be sent any more because of the second. */
interface Turn {
  readonly ended?: readonly [Address, Outcome['status']];
  readonly starts?: readonly Address[];
  readonly blocks?: readonly (readonly [blocked: Address, blockedBy: Address])[];
}

interface Story {
  readonly name: string;
  readonly changes: readonly Change[];
  readonly limits?: Limits;
  readonly turns: readonly Turn[];
}

const STORIES: readonly Story[] = [
  {
    name: 'changes without dependencies start together',
    changes: [create(orchardPickers), remove(ciderPickers)],
    turns: [{ starts: [atOrchard, atCider] }],
  },
  {
    name: 'a row waits until its set is there',
    changes: [define('create', 'Picker'), create(orchardPickers, [PICKER])],
    turns: [{ starts: [PICKER] }, { ended: [PICKER, 'done'], starts: [atOrchard] }],
  },
  {
    name: 'what the service already had so is as good as done',
    changes: [define('create', 'Picker'), create(orchardPickers, [PICKER])],
    turns: [{ starts: [PICKER] }, { ended: [PICKER, 'already'], starts: [atOrchard] }],
  },
  {
    name: 'a dependency that is not among the changes is satisfied',
    changes: [create(orchardPickers, [PICKER])],
    turns: [{ starts: [atOrchard] }],
  },
  {
    name: 'a set goes only after all of its rows',
    changes: [remove(orchardPickers), remove(ciderPickers), define('delete', 'Picker', [atOrchard, atCider])],
    turns: [
      { starts: [atOrchard, atCider] },
      { ended: [atCider, 'done'] },
      { ended: [atOrchard, 'already'], starts: [PICKER] },
    ],
  },
  {
    name: 'a failed create does not block an unrelated delete',
    changes: [define('create', 'Picker'), create(orchardPickers, [PICKER]), remove(orchardPressers)],
    limits: { ...AWS, inFlight: 1 },
    turns: [
      { starts: [PICKER] },
      { ended: [PICKER, 'failed'], starts: [pressingAtOrchard], blocks: [[atOrchard, PICKER]] },
    ],
  },
  ...(['failed', 'not-sent', 'unknown'] as const).map(
    (status): Story => ({
      name: `a delete stays unsent when the create that keeps access alive ended ${status}`,
      changes: [create(orchardPickers), remove(orchardPressers, [atOrchard])],
      turns: [{ starts: [atOrchard] }, { ended: [atOrchard, status], blocks: [[pressingAtOrchard, atOrchard]] }],
    }),
  ),
  {
    name: 'what is blocked names the operation where the trouble began, however long the chain',
    changes: [
      define('create', 'Picker'),
      create(orchardPickers, [PICKER]),
      remove(orchardPressers, [atOrchard]),
      define('delete', 'Presser', [pressingAtOrchard]),
    ],
    turns: [
      { starts: [PICKER] },
      {
        ended: [PICKER, 'failed'],
        blocks: [
          [atOrchard, PICKER],
          [pressingAtOrchard, PICKER],
          [PRESSER, PICKER],
        ],
      },
    ],
  },
  {
    name: 'of two failures the first is named, when the second has ended too',
    changes: [create(orchardPickers), create(ciderPickers), remove(orchardPressers, [atOrchard, atCider])],
    turns: [
      { starts: [atOrchard, atCider] },
      { ended: [atCider, 'failed'] },
      { ended: [atOrchard, 'unknown'], blocks: [[pressingAtOrchard, atCider]] },
    ],
  },
  {
    name: 'a row waits for the provisioning of its own account only',
    changes: [provision('Picker', [CIDER, ORCHARD]), create(orchardPickers, [PROVISIONING])],
    turns: [{ starts: [inCider, inOrchard] }, { ended: [inOrchard, 'done'], starts: [atOrchard] }],
  },
  {
    name: 'a row that waits for a provisioning without a part in its account waits for all of it',
    changes: [provision('Picker', [CIDER]), create(orchardPickers, [PROVISIONING])],
    turns: [{ starts: [inCider] }, { ended: [inCider, 'done'], starts: [atOrchard] }],
  },
  {
    name: 'a failed provisioning blocks rows of its own account only',
    changes: [
      provision('Picker', [CIDER, ORCHARD]),
      create(ciderPickers, [PROVISIONING]),
      create(orchardPickers, [PROVISIONING]),
    ],
    turns: [
      { starts: [inCider, inOrchard] },
      { ended: [inCider, 'failed'], blocks: [[atCider, inCider]] },
      { ended: [inOrchard, 'done'], starts: [atOrchard] },
    ],
  },
  {
    name: 'the provisioning of an account waits for rows of that account only',
    changes: [
      remove(orchardPickers),
      remove(marketPickers),
      provision('Picker', [CIDER, ORCHARD], [atOrchard, atMarket]),
    ],
    turns: [{ starts: [inCider, atOrchard, atMarket] }, { ended: [atOrchard, 'done'], starts: [inOrchard] }],
  },
  {
    name: 'every account of a provisioning waits for a row of another set',
    changes: [remove(orchardPressers), provision('Picker', [CIDER, ORCHARD], [pressingAtOrchard])],
    turns: [{ starts: [pressingAtOrchard] }, { ended: [pressingAtOrchard, 'done'], starts: [inCider, inOrchard] }],
  },
  {
    name: 'a row of another set waits for all of a provisioning',
    changes: [provision('Picker', [CIDER, ORCHARD]), create(orchardPressers, [PROVISIONING])],
    turns: [
      { starts: [inCider, inOrchard] },
      { ended: [inOrchard, 'done'] },
      { ended: [inCider, 'done'], starts: [pressingAtOrchard] },
    ],
  },
  {
    name: 'a row of another set is blocked by one failed account of a provisioning',
    changes: [provision('Picker', [CIDER, ORCHARD]), create(orchardPressers, [PROVISIONING])],
    turns: [
      { starts: [inCider, inOrchard] },
      { ended: [inCider, 'unknown'] },
      { ended: [inOrchard, 'done'], blocks: [[pressingAtOrchard, inCider]] },
    ],
  },
  {
    name: 'a provisioning of no account is done at once',
    changes: [provision('Picker', []), create(orchardPressers, [PROVISIONING])],
    turns: [{ starts: [pressingAtOrchard] }],
  },
  {
    name: 'all accounts of a provisioning wait for the definition',
    changes: [define('update', 'Picker'), provision('Picker', [CIDER, ORCHARD], [PICKER])],
    turns: [{ starts: [PICKER] }, { ended: [PICKER, 'done'], starts: [inCider, inOrchard] }],
  },
  {
    name: 'a failed definition blocks every account of its provisioning',
    changes: [define('update', 'Picker'), provision('Picker', [CIDER, ORCHARD], [PICKER])],
    turns: [
      { starts: [PICKER] },
      {
        ended: [PICKER, 'failed'],
        blocks: [
          [inCider, PICKER],
          [inOrchard, PICKER],
        ],
      },
    ],
  },
  ...(['update', 'adopt'] as const).map(
    (action): Story => ({
      name: `an ${action} that comes after creates goes ahead when one failed, but does not provision there`,
      changes: [
        create(orchardPickers),
        create(ciderPickers),
        define(action, 'Picker', [atOrchard, atCider]),
        provision('Picker', [CIDER, ORCHARD], [PICKER]),
      ],
      turns: [
        { starts: [atOrchard, atCider] },
        { ended: [atOrchard, 'failed'] },
        { ended: [atCider, 'done'], starts: [PICKER] },
        { ended: [PICKER, 'done'], starts: [inCider], blocks: [[inOrchard, atOrchard]] },
      ],
    }),
  ),
  {
    name: 'an update that comes after deletes needs them done',
    changes: [
      remove(orchardPickers),
      define('update', 'Picker', [atOrchard]),
      provision('Picker', [CIDER, ORCHARD], [PICKER]),
    ],
    turns: [
      { starts: [atOrchard] },
      {
        ended: [atOrchard, 'failed'],
        blocks: [
          [PICKER, atOrchard],
          [inCider, atOrchard],
          [inOrchard, atOrchard],
        ],
      },
    ],
  },
  {
    name: 'accounts take turns',
    changes: [
      create(row('Picker', ORCHARD, 'pickers')),
      create(row('Picker', ORCHARD, 'pressers')),
      create(row('Picker', CIDER, 'pickers')),
      create(row('Picker', CIDER, 'pressers')),
    ],
    limits: { ...WIDE, inFlight: 2 },
    turns: [
      { starts: [atOrchard, atCider] },
      { ended: [atCider, 'done'], starts: [assignmentAddress(row('Picker', ORCHARD, 'pressers'))] },
      { ended: [atOrchard, 'done'], starts: [assignmentAddress(row('Picker', CIDER, 'pressers'))] },
    ],
  },
  {
    name: 'an account that is busy is passed over, and has its turn when it is free',
    changes: [
      create(row('Picker', ORCHARD, 'pickers')),
      create(row('Picker', ORCHARD, 'pressers')),
      create(row('Picker', CIDER, 'pickers')),
    ],
    limits: AWS,
    turns: [
      { starts: [atOrchard, atCider] },
      { ended: [atCider, 'done'] },
      { ended: [atOrchard, 'failed'], starts: [assignmentAddress(row('Picker', ORCHARD, 'pressers'))] },
    ],
  },
  {
    name: 'rows and provisioning of an account share its one place',
    changes: [provision('Picker', [ORCHARD]), remove(orchardPressers)],
    limits: AWS,
    turns: [{ starts: [inOrchard] }, { ended: [inOrchard, 'done'], starts: [pressingAtOrchard] }],
  },
  {
    name: 'provisioning has a limit of its own, and rows pass by',
    changes: [provision('Picker', [CIDER, ORCHARD]), remove(marketPickers)],
    limits: { ...AWS, provisioning: 1 },
    turns: [{ starts: [inCider, atMarket] }, { ended: [inCider, 'done'], starts: [inOrchard] }],
  },
  {
    name: 'definitions have no account and go first',
    changes: [remove(orchardPressers), define('update', 'Picker'), define('update', 'Presser')],
    limits: { ...AWS, inFlight: 2 },
    turns: [{ starts: [PICKER, PRESSER] }, { ended: [PRESSER, 'done'], starts: [pressingAtOrchard] }],
  },
];

describe('the schedule', () => {
  it.each(STORIES)('$name', ({ changes, limits = WIDE, turns }) => {
    const schedule = createSchedule(changes, limits);
    const running = new Map(schedule.unsettled().map((operation) => [operationAddress(operation), operation]));
    for (const { ended, starts = [], blocks = [] } of turns) {
      const blocked = ended === undefined ? [] : schedule.settle(running.get(ended[0])!, OUTCOMES[ended[1]]);
      expect(blocked.map(({ operation, blockedBy }) => [operationAddress(operation), blockedBy])).toEqual(blocks);
      for (const { outcome, blockedBy } of blocked) expect(outcome.reason).toContain(`waits for ${blockedBy}, which`);
      expect(schedule.next().flat().map(operationAddress)).toEqual(starts);
    }
  });

  test('what has no outcome yet is known, in the order of the plan', () => {
    const schedule = createSchedule([define('create', 'Picker'), create(orchardPickers, [PICKER])], AWS);
    const [definition] = schedule.next().flat();
    expect(schedule.unsettled().map(operationAddress)).toEqual([PICKER, atOrchard]);
    schedule.settle(definition!, OUTCOMES.failed);
    expect(schedule.unsettled()).toEqual([]);
  });

  test('an operation cannot end twice, nor before it started', () => {
    const schedule = createSchedule([create(orchardPickers)], AWS);
    const [operation] = schedule.unsettled();
    expect(() => schedule.settle(operation!, OUTCOMES.done)).toThrow(/not running/);
    schedule.next();
    schedule.settle(operation!, OUTCOMES.done);
    expect(() => schedule.settle(operation!, OUTCOMES.done)).toThrow(/not running/);
  });

  test('changes that are not in a topological order are refused before anything starts', () => {
    expect(() => createSchedule([create(orchardPickers, [PICKER]), define('create', 'Picker')], AWS)).toThrow(/^bug:/);
    expect(() => createSchedule([create(orchardPickers, [atOrchard])], AWS)).toThrow(/^bug:/);
  });

  test('a limit that lets nothing start is refused', () => {
    expect(() => createSchedule([], { ...AWS, provisioning: 0 })).toThrow(RangeError);
  });

  test('5,000 rows in 2,000 accounts keep the service busy to the end, and cost little', () => {
    const accounts = Array.from({ length: 2000 }, (_, index) => accountId(String(100_000_000_000 + index)));
    const rows = Array.from({ length: 5000 }, (_, index) =>
      create(row('Picker', accounts[Math.floor(index / 2.5)]!, `group-${index}`), [PICKER]),
    );
    const before = rows.map(({ address }) => address);
    const changes = [
      define('create', 'Picker'),
      ...rows,
      define('update', 'Presser', before),
      provision('Presser', accounts, [PRESSER]),
    ];
    const schedule = createSchedule(changes, AWS);
    const inFlight = [...schedule.next().flat()];
    let ended = 0;
    let waves = 0;
    while (inFlight.length > 0) {
      const wave = inFlight.splice(0);
      waves += 1;
      ended += wave.length;
      for (const operation of wave) schedule.settle(operation, OUTCOMES.done);
      inFlight.push(...schedule.next().flat());
    }
    expect(ended).toBe(1 + 5000 + 1 + 2000);
    // One wave for each definition, 10 rows or 3 accounts of a provisioning in each of the others.
    expect(waves).toBe(1 + 500 + 1 + Math.ceil(2000 / 3));
  });

  describe('with accounts of a provisioning together', () => {
    const FIVE = ['111111111111', '222222222222', '333333333333', '444444444444', '555555555555'].map(accountId);
    const together = (changes: readonly Change[], limits = AWS) => createSchedule(changes, limits, { together: true });
    const sizes = (schedule: ReturnType<typeof together>) => schedule.next().map((batch) => batch.length);
    const addressesIn = (schedule: ReturnType<typeof together>) =>
      schedule.next().map((batch) => batch.map(operationAddress));

    test('all of them are given out as one, and run as one', () => {
      const schedule = together([define('update', 'Picker'), provision('Picker', FIVE, [PICKER])]);
      const [[definition]] = schedule.next() as [[Operation]];
      schedule.settle(definition, OUTCOMES.done);
      const [batch, ...others] = schedule.next();
      expect(others).toEqual([]);
      expect(batch!.map(accountOf)).toEqual(FIVE);
      for (const operation of batch!) schedule.settle(operation, OUTCOMES.done);
      expect(schedule.unsettled()).toEqual([]);
    });

    test('three or fewer are not, for they run at once as well', () => {
      expect(sizes(together([provision('Picker', FIVE.slice(0, 3))]))).toEqual([1, 1, 1]);
      expect(sizes(together([provision('Picker', FIVE.slice(0, 4))]))).toEqual([4]);
    });

    test('each change is one of its own', () => {
      const elsewhere = FIVE.map((id) => accountId(String(Number(id) + 1)));
      expect(sizes(together([provision('Picker', FIVE), provision('Presser', elsewhere)]))).toEqual([5, 5]);
    });

    test('nor are they where one of them waits for something of its own', () => {
      const schedule = together([create(orchardPickers), provision('Picker', FIVE, [atOrchard])]);
      expect(sizes(schedule)).toEqual([1, 1, 1, 1]);
    });

    test('one place in flight is enough for all of them', () => {
      const limits = { ...AWS, inFlight: 2 };
      const elsewhere = create(row('Presser', accountId('666666666666'), 'pickers'));
      const schedule = together([provision('Picker', FIVE), elsewhere], limits);
      expect(sizes(schedule)).toEqual([5, 1]);
    });

    test('they wait for what runs in their accounts, where nothing else begins, and is not held up elsewhere', () => {
      const elsewhere = row('Presser', accountId('666666666666'), 'pickers');
      const changes = [
        define('update', 'Picker'),
        create(orchardPressers),
        provision('Picker', FIVE, [PICKER]),
        create(row('Presser', CIDER, 'pickers'), [PICKER]),
        create(elsewhere, [PICKER]),
      ];
      const schedule = together(changes);
      const [[definition], [pressing]] = schedule.next() as [[Operation], [Operation]];
      schedule.settle(definition, OUTCOMES.done);
      expect(addressesIn(schedule)).toEqual([[assignmentAddress(elsewhere)]]);
      schedule.settle(pressing, OUTCOMES.done);
      const [batch, ...others] = schedule.next();
      expect([batch!.length, others.length]).toEqual([5, 0]);
      for (const operation of batch!) schedule.settle(operation, OUTCOMES.done);
      expect(addressesIn(schedule)).toEqual([[assignmentAddress(row('Presser', CIDER, 'pickers'))]]);
    });

    test('an account that hangs does not hold them up for ever', () => {
      const others = Array.from({ length: 60 }, (_, index) =>
        create(row('Presser', accountId(String(700_000_000_000 + index)), 'pickers')),
      );
      const schedule = together([
        define('update', 'Picker'),
        create(orchardPressers),
        provision('Picker', FIVE, [PICKER]),
        ...others,
      ]);
      const running = schedule.next().flat();
      const hanging = running.filter((operation) => accountOf(operation) === ORCHARD);
      expect(hanging.map(operationAddress)).toEqual([pressingAtOrchard]);
      const begun: Operation[] = running.filter((operation) => !hanging.includes(operation));
      while (begun.length > 0) {
        schedule.settle(begun.shift()!, OUTCOMES.done);
        begun.push(...schedule.next().flat());
      }
      expect(schedule.unsettled().map(accountOf)).toEqual([ORCHARD, ORCHARD]);
    });

    test('what cannot be carried out as one is given out by itself', () => {
      const schedule = together([provision('Picker', FIVE)]);
      const [batch] = schedule.next();
      schedule.takeApart(batch!);
      expect(sizes(schedule)).toEqual([1, 1, 1]);
    });
  });
});
