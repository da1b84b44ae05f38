// Names that could be mistaken stand with their ids, whatever prints them; names that could not, alone.
import { describe, expect, test } from 'vitest';
import { confusingNames, displayNamesOf, type Names } from '../../../src/holdings/names.ts';
import { operationsOf } from '../../../src/plan/change.ts';
import { placesPhrase } from '../../../src/render/accounts.ts';
import { namedAccounts } from '../../../src/render/names.ts';
import { progressLine } from '../../../src/render/progress.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { phraseLine } from '../../../src/render/terminal.ts';
import { accountId, type Principal, principalId } from '../../../src/state/state.ts';
import { ACCOUNTS, held, plan, rows } from '../../support/plans.ts';
import { planMarkdown, planText } from '../../support/written.ts';

const group = (id: string): Principal => ({ type: 'group', id: principalId(id) });
const names: Names = {
  accounts: Object.fromEntries([
    ['222222222222', 'apples-prod'],
    ['333333333333', '\u0430pples-prod'],
    ['444444444444', 'pears-prod'],
  ]),
  principals: Object.fromEntries(
    Object.entries({
      'g-latin': 'AWS Platform',
      'g-cyrillic': 'AWS Pl\u0430tform',
      'g-hidden': 'AWS Plat\u200bform',
      'g-mixed': 'AWS \u0421ider',
      'g-russian': 'AWS \u0421\u0410\u0420',
      'g-plain': 'AWS Pickers',
      'g-japanese': 'AWS\u53ce\u7a6b\u30c1\u30fc\u30e0',
      'g-emoji': '\u2764\ufe0f Pickers',
    }),
  ),
};
const ids = Object.keys(names.principals);
const confusing = ['g-latin', 'g-cyrillic', 'g-hidden', 'g-mixed', 'g-russian'];

test('one function decides', () => {
  expect([...confusingNames(names).principals]).toEqual(confusing);
  expect([...confusingNames(names).accounts]).toEqual(['222222222222', '333333333333']);
});

describe('every place that prints a principal', () => {
  const changes = ids.flatMap((id) => rows(['Picker', group(id)], [ACCOUNTS['orchard-prod']], { action: 'delete' }));
  const heldOnes = ids.map((id) =>
    held('plan/delegated-administrator', {
      kind: 'assignment',
      action: 'create',
      permissionSet: 'Picker',
      account: accountId(ACCOUNTS['orchard-prod']),
      principal: { type: 'group', id: principalId(id), name: names.principals[principalId(id)]! },
      origins: [],
      reason: 'out of reach',
    }),
  );
  const displayNames = displayNamesOf(names);
  const row = (id: string) => ({ permissionSet: 'Picker', account: accountId('222222222222'), principal: group(id) });
  const progress = (id: string) => {
    const operation = operationsOf(changes.find(({ assignment }) => assignment.principal.id === id)!)[0]!;
    const outcome = { status: 'done' } as const;
    return progressLine({ operation, outcome, done: 1, failed: 0, total: 1, elapsed: 0 }, names, PLAIN);
  };
  const texts: readonly (readonly [string, (id: string) => string])[] = [
    ['rows of a plan', (id) => lineOf(planText(plan({ names, changes }), { width: 500 }), id)],
    ['held rows', (id) => lineOf(planText(plan({ names, held: heldOnes }), { width: 500 }), id)],
    ['rows in Markdown', (id) => lineOf(planMarkdown(plan({ names, changes })), id)],
    ['held rows in Markdown', (id) => lineOf(planMarkdown(plan({ names, held: heldOnes })), id)],
    ['messages', (id) => displayNames.assignment(row(id))],
    ['progress of an apply', progress],
  ];

  /** The line about a group: by its id, or by its name where there is none. */
  function lineOf(text: string, id: string): string {
    const visible = names.principals[principalId(id)]!.replace('\u200b', '\\u{200b}').replace('\ufe0f', '\\u{fe0f}');
    const lines = text.split('\n').filter((line) => line.includes('group') && line.includes(visible));
    return lines.find((line) => line.includes(id)) ?? lines[0] ?? '';
  }

  test.each(texts)('%s', (_, textOf) => {
    expect(ids.filter((id) => textOf(id).includes(id))).toEqual(confusing);
    expect(ids.filter((id) => textOf(id) === '')).toEqual([]);
  });

  test('what nobody sees is shown', () => {
    for (const [, textOf] of texts.slice(0, 4)) expect(textOf('g-hidden')).toContain('AWS Plat\\u{200b}form');
    expect(progress('g-hidden')).toContain('AWS Plat\\u{200b}form');
  });
});

test('accounts in a short list', () => {
  const accounts = namedAccounts(['222222222222', '333333333333', '444444444444'].map(accountId), names);
  expect(phraseLine(placesPhrase(accounts, { accounts: {}, principals: {} }))).toBe(
    'in 3 accounts (apples-prod (222222222222), pears-prod, \u0430pples-prod (333333333333))',
  );
});
