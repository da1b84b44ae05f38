// A small world of actions, so that tests can go through all of it.
import { type ActionIndex, actionIndexFrom, type ServiceDetails } from '../../src/policy/catalogue/action-index.ts';
import { serviceTexts } from '../support/service-texts.ts';

type Types = ServiceDetails['types'];
type Actions = Readonly<Record<string, readonly [level: string, types: readonly number[]]>>;

const service = (prefix: string, types: Types, actions: Actions) =>
  serviceTexts(prefix, {
    types,
    actions: Object.entries(actions).map(([name, [level, places]]) => [name, level, places] as const),
  });

/** Required types are negative: see `ServiceDetails`. `POSSIBLE` in trials.ts says the same in its own words. */
export const ORCHARD: ActionIndex = actionIndexFrom({
  origin: 'the orchard',
  version: '1',
  date: '2026-11-01',
  licence: 'none',
  globalConditionKeys: [
    ['aws:Flag', 'Bool'],
    ['aws:Count', 'Numeric'],
    ['aws:Host', 'IPAddress'],
  ],
  services: {
    fruit: service(
      'fruit',
      [
        ['apple', `arn:x:y:\${Region}:z:a\${Apple}`, []],
        ['fruit', `arn:x:y:\${Region}:z:\${Fruit}`, []],
      ],
      {
        GetApple: ['Read', [-1]],
        GetPear: ['Read', [1]],
        ListFruit: ['List', []],
        PutApple: ['Write', [0]],
        SetOwner: ['Permissions management, Write', [-2]],
      },
    ),
    crate: service('crate', [['crate', `arn:x:y:\${Region}:z:\${Crate}`, []]], {
      GetCrate: ['Read', [-1]],
      ListCrates: ['List', []],
      TagCrate: ['Tagging, Write', [0]],
    }),
  },
});
