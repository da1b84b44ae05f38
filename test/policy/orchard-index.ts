// A small world of actions, so that tests can go through all of it.
import { type ActionIndex, actionIndexFrom, type ServiceRecord } from '../../src/policy/catalogue/action-index.ts';

const service = (title: string, actions: Readonly<Record<string, string>>): string => {
  const record: ServiceRecord = {
    title,
    keys: [],
    types: [['fruit', `arn:\${Partition}:${title}:\${Region}:\${Account}:\${Fruit}`, []]],
    actions: Object.entries(actions).map(([name, level]) => [name, level, [0], []]),
  };
  return JSON.stringify(record);
};

export const ORCHARD: ActionIndex = actionIndexFrom({
  origin: 'the orchard',
  version: '1',
  date: '2026-11-01',
  licence: 'none',
  globalConditionKeys: [],
  services: {
    fruit: service('fruit', {
      GetApple: 'Read',
      GetPear: 'Read',
      ListFruit: 'List',
      PutApple: 'Write',
      SetOwner: 'Permissions management, Write',
    }),
    crate: service('crate', { GetCrate: 'Read', ListCrates: 'List', TagCrate: 'Tagging, Write' }),
  },
});
