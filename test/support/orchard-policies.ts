// What the policies of small organisations mean: each allows actions of its own, so that what is gained and lost can be told without the engine.
import type { Meanings } from '../../src/meaning/meanings.ts';
import { meaningsOf } from '../../src/meaning/meanings.ts';
import { actionIndexFrom } from '../../src/policy/catalogue/action-index.ts';
import { managedPoliciesFrom } from '../../src/policy/catalogue/managed-policies.ts';
import { serviceTexts } from './service-texts.ts';

const ORIGIN = { origin: 'the orchard', version: '1', date: '2026-11-02', licence: 'none' };

const ACTIONS = ['PickApple', 'PickBasket', 'PressApple', 'TasteCider'];

const allowing = (action: string): [string, string, string] => [
  'v1',
  '2026-11-02',
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: action, Resource: '*' } }),
];

export const ORCHARD_MEANINGS: Meanings = meaningsOf({
  index: actionIndexFrom({
    ...ORIGIN,
    globalConditionKeys: [],
    services: { orchard: serviceTexts('orchard', { actions: ACTIONS.map((name) => [name, 'Write', []]) }) },
  }),
  managedPolicies: managedPoliciesFrom({
    ...ORIGIN,
    policies: {
      PickApples: allowing('orchard:Pick*'),
      PressApples: allowing('orchard:PressApple'),
      TasteCider: allowing('orchard:TasteCider'),
    },
  }),
});
