// App roles out of a file that somebody else fetched.
import { expect, test } from 'vitest';
import { readAppRoles } from '../../../src/saml/current.ts';

const ROLE = {
  id: '11111111-AAAA-4000-8000-000000000001',
  displayName: 'Grower',
  value: null,
  isEnabled: true,
  lang: 'en',
};

test.each([
  ['a list', [ROLE]],
  ['appRoles alone', { appRoles: [ROLE] }],
  [
    'a service principal',
    { '@odata.context': 'https://graph.microsoft.com/v1.0/$metadata', id: 'x', appRoles: [ROLE] },
  ],
])('are read of %s, with members that nobody here knows', (_, value) => {
  const expected = { appRoles: [{ ...ROLE, id: ROLE.id.toLowerCase() }] };
  expect(readAppRoles(JSON.stringify(value))).toEqual(expected);
  expect(readAppRoles(`\uFEFF${JSON.stringify(value)}`)).toEqual(expected);
});

test.each([
  ['{', 'it is not JSON'],
  ['null', 'it has no `appRoles`'],
  ['{"appRoles":{}}', 'it has no `appRoles`'],
  ['[null]', 'app role 1'],
  [JSON.stringify([ROLE, { ...ROLE, id: '$(id)' }]), 'app role 2'],
  [JSON.stringify([{ ...ROLE, isEnabled: 'yes' }]), 'app role 1'],
  [JSON.stringify([{ ...ROLE, value: ['arn'] }]), 'app role 1'],
])('are not read of %s', (text, problem) => {
  expect(readAppRoles(text)).toEqual({ problem: expect.stringContaining(problem) });
});
