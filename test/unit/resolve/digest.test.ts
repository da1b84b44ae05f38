import { describe, expect, test } from 'vitest';
import { declare } from '../../../src/compile.ts';

/** One file, or several parts of it as files of their own. */
function digestOf(...texts: readonly string[]): string {
  const documents = texts.map((text, index) => {
    const name = index === 0 ? 'access.yaml' : `part-${index}.yaml`;
    return { path: name, configPath: name, text };
  });
  const { value, diagnostics } = declare({ documents, policies: [], incomplete: false });
  expect(diagnostics).toEqual([]);
  return value.digest();
}

const SETTINGS = 'identityCenter: { owner: orchard }\n';
const GROUPS = 'groups:\n  Pickers: { unpinned: true }\n  Tasters: { unpinned: true }\n';
const POLICY =
  '{ Version: "2012-10-17", Statement: [{ Effect: Allow, Action: ["s3:Get*", "s3:List*"], Resource: "*" }] }';
const SETS = `permissionSets:\n  Picker: { sessionDuration: 8h, inlinePolicy: ${POLICY} }\n`;
const GRANTS =
  'grants:\n  - { groups: [Pickers, Tasters], permissionSets: Picker, accounts: [apples-*, "tag:env=prod"] }\n';
const SECOND = '  - { groups: Pickers, permissionSets: Picker, accounts: pears }\n';
const WHOLE = digestOf(SETTINGS + GROUPS + SETS + GRANTS + SECOND);

describe('what is written otherwise has the same digest', () => {
  test.each<readonly [string, readonly string[]]>([
    ['in several files', [SETTINGS, SETS, GRANTS + SECOND, GROUPS]],
    [
      'with comments and other quotes',
      [`# The orchard\n${SETTINGS.replace('orchard', '"orchard"')}${GROUPS}${SETS}${GRANTS}${SECOND}`],
    ],
    ['grants in another order', [`${SETTINGS}${GROUPS}${SETS}grants:\n${SECOND}${GRANTS.slice('grants:\n'.length)}`]],
    [
      'lists in another order',
      [
        SETTINGS +
          GROUPS +
          SETS +
          GRANTS.replace('[Pickers, Tasters]', '[Tasters, Pickers]').replace(
            '[apples-*, "tag:env=prod"]',
            '["tag:env=prod", apples-*]',
          ) +
          SECOND,
      ],
    ],
    ['another spelling of a duration', [SETTINGS + GROUPS + SETS.replace('8h', 'PT480M') + GRANTS + SECOND]],
    [
      'another spelling of a policy',
      [SETTINGS + GROUPS + SETS.replace('["s3:Get*", "s3:List*"]', '["s3:List*", "s3:Get*"]') + GRANTS + SECOND],
    ],
    [
      'the default spelled out',
      [`identityCenter: { owner: orchard, inventoryComplete: false }\n${GROUPS}${SETS}${GRANTS}${SECOND}`],
    ],
  ])('%s', (_, texts) => expect(digestOf(...texts)).toBe(WHOLE));
});

describe('what says something else has another', () => {
  test.each<readonly [string, string]>([
    ['a setting', SETTINGS.replace('orchard', 'press') + GROUPS + SETS + GRANTS + SECOND],
    [
      'a group',
      SETTINGS + GROUPS.replace('Tasters: {', 'Tasters: { displayName: All Tasters,') + SETS + GRANTS + SECOND,
    ],
    ['a set', SETTINGS + GROUPS + SETS.replace('8h', '9h') + GRANTS + SECOND],
    ['a policy', SETTINGS + GROUPS + SETS.replace('s3:Get*', 's3:Put*') + GRANTS + SECOND],
    ['a rename', SETTINGS + GROUPS + SETS.replace('8h', '8h, renamedFrom: Plucker') + GRANTS + SECOND],
    ['a grant less', SETTINGS + GROUPS + SETS + GRANTS],
    ['an expiry', SETTINGS + GROUPS + SETS + GRANTS + SECOND.replace('pears', 'pears, expires: 2027-01-31')],
    ['an exception', SETTINGS + GROUPS + SETS + GRANTS + SECOND.replace('pears', 'pears, except: pears-prod')],
    ['an account set', `${SETTINGS}${GROUPS}${SETS}${GRANTS}${SECOND}accountSets: { fruit: { include: pears } }\n`],
    ['an external set', SETTINGS + GROUPS + SETS + '  Other: { external: true }\n' + GRANTS + SECOND],
  ])('%s', (_, text) => expect(digestOf(text)).not.toBe(WHOLE));
});
