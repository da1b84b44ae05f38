// What is suggested for an action that a service does not have: never one that gives more than the name asks for.
import { beforeAll, describe, expect, it } from 'vitest';
import { nearest } from '../../src/diagnostics/suggest.ts';
import { type ActionIndex, levelOf } from '../../src/policy/catalogue/index.ts';
import { suggestedActions } from '../../src/policy/lint/suggested-actions.ts';
import { loadActionIndex } from '../../src/policy-data.ts';
import { effort } from '../support/runs.ts';

let index: ActionIndex;
beforeAll(async () => {
  index = await loadActionIndex();
});

const suggested = (action: string) => {
  const [prefix, name] = action.split(':');
  return suggestedActions(name!, index.service(prefix!)!, { index, suggest: nearest });
};

describe('suggestedActions', () => {
  it.each([
    ['backup:ListRecoveryPoints', 'ListRecoveryPointsByBackupVault'],
    ['lambda:DescribeFunction', 'GetFunction'],
    ['sns:ReadTopic', 'ListTopics'],
    ['s3:GetObjekt', 'GetObject'],
    ['iam:PassRoles', 'PassRole'],
  ])('%s: first %s', (action, expected) => {
    expect(suggested(action)[0]).toBe(expected);
  });

  it('never suggests what changes something for a name that looks', () => {
    const looking = index.services.flatMap((prefix) =>
      (index.service(prefix)?.actionNames ?? [])
        .filter((name) => /:(?:Delete|Put|Create|Update|Remove)[A-Z]/.test(name))
        .slice(0, effort(3, 1)),
    );
    for (const name of looking)
      for (const verb of ['Get', 'List', 'Describe', 'Read', 'BatchGet']) {
        const action = name.replace(/:[A-Z][a-z]+/, `:${verb}`);
        if (index.listed(action) !== undefined) continue;
        const levels = suggested(action).map((known) => levelOf(`${action.split(':')[0]}:${known}`, index));
        const bold = suggested(action).filter(
          (known, place) =>
            !['read', 'list'].includes(levels[place]!) && !/^(?:Batch)?(?:Get|List|Describe|Read)/.test(known),
        );
        expect([action, bold]).toEqual([action, []]);
      }
  });
});
