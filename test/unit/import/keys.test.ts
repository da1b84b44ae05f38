import { expect, test } from 'vitest';
import { fileNamesFor, keysFor, slug } from '../../../src/import/keys.ts';

test.each([
  ['AWS Payments (Engineers)', 'aws-payments-engineers'],
  ['SupplyChainGroup', 'supply-chain-group'],
  ['AWSControlTowerAdmins', 'aws-control-tower-admins'],
  ['支付 团队', '支付-团队'],
  ['123456789012', 'no-123456789012'],
  ['***', 'no-name'],
])('the key of %j is %j', (name, key) => {
  expect(slug(name)).toBe(key);
});

test('names that come to one key are numbered in the order of their ids', () => {
  const items = [
    { id: '3', name: 'Ops' },
    { id: '1', name: 'ops!' },
    { id: '2', name: 'OPS team' },
  ];
  expect([...keysFor(items)]).toEqual([
    ['1', 'ops-2'],
    ['2', 'ops-team'],
    ['3', 'ops'],
  ]);
});

test('no key is the name of another', () => {
  const items = [
    { id: '1', name: 'Payments Prod' },
    { id: '2', name: 'payments-prod' },
  ];
  expect(keysFor(items).get('2')).toBe('payments-prod');
  expect(keysFor(items).get('1')).toBe('payments-prod-2');
  expect(keysFor(items, ['payments-prod']).get('2')).toBe('payments-prod-3');
});

test('file names differ by more than case, and none is hidden', () => {
  expect([...fileNamesFor(['Dev', 'dev', '.x'], '.json', ['Dev.json']).values()]).toEqual([
    '_x.json',
    'Dev-2.json',
    'dev-3.json',
  ]);
});
