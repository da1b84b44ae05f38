// What resources actions can have: as AWS's reference says, but for what AWS's own policies say otherwise.
import { beforeAll, describe, expect, it } from 'vitest';
import type { PolicyData } from '../../src/policy/catalogue/index.ts';
import { resourceForms } from '../../src/policy/catalogue/index.ts';
import { parsePolicy } from '../../src/policy/language/index.ts';
import { intersects, isPattern, matches, resourcePattern } from '../../src/policy/patterns/index.ts';
import { loadPolicyData } from '../../src/policy-data.ts';

let data: PolicyData;
beforeAll(async () => {
  data = await loadPolicyData();
});

const canBe = (action: string, resource: string) => {
  const forms = resourceForms(action, data.index);
  if (forms === undefined) return 'any';
  return resource === '*' ? forms.bare : forms.loose.any.some((arn) => matches(arn, resource));
};

describe('resourceForms', () => {
  it.each([
    ['s3:GetObject', 'arn:aws:s3:::apples/red', true],
    ['s3:GetObject', 'arn:aws:s3:::apples', false],
    ['s3:ListBucket', 'arn:aws:s3:::apples', true],
    ['s3:ListBucket', 'arn:aws:s3:::apples/red', false],
    ['iam:CreateUser', 'arn:aws:s3:::a/b', false],
    ['iam:PassRole', 'arn:aws:iam::111111111111:role/apples/picker', true],
    ['iam:PassRole', 'arn:aws:iam::111111111111:user/picker', false],
    ['iam:GetAccountSummary', '*', true],
    ['iam:GetAccountSummary', 'arn:aws:iam::111111111111:role/picker', false],
    ['bedrock:InvokeModel', 'arn:aws:bedrock:eu-west-1::foundation-model/apple-v2:1', true],
    ['orchard:PickApple', 'arn:aws:orchard:::apple', 'any'],
    ['ram:CreateResourceShare', 'arn:aws:ram:eu-west-1:111111111111:resource-share/a', 'any'],
  ] as const)('%s on %s: %s', (action, resource, expected) => {
    expect(canBe(action, resource)).toBe(expected);
  });

  it('gives every action that a policy of AWS scopes some resource in that scope', () => {
    const { index, managedPolicies } = data;
    const contradicted = managedPolicies.paths.flatMap((path) => {
      const { statements } = parsePolicy(managedPolicies.policy(path)!.document).policy;
      const scoped = statements.filter(
        ({ effect, action, resource }) => effect === 'Allow' && !action.negated && !resource.negated,
      );
      return scoped.flatMap(({ action, resource }) => {
        const globs = resource.patterns.map(({ text }) => resourcePattern(text, true).shapes.free.glob);
        return action.patterns.flatMap(({ text }) => {
          const forms = isPattern(text) ? undefined : resourceForms(text, index);
          const isReached = globs.some(
            (glob) => matches(glob, '*') || forms?.loose.any.some((arn) => intersects(arn, glob)),
          );
          // That a bucket has no slash in its name is certain.
          return forms === undefined || isReached || text.startsWith('s3:') ? [] : [index.listed(text)];
        });
      });
    });
    // They belong into scoped-actions.ts.
    expect([...new Set(contradicted)].sort()).toEqual([]);
  });
});
