// What plans call applications: text from outside, of which addresses are made.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Application, assignedName, labelOf, labelsOf } from '../../../src/state/applications.ts';
import { targetOf } from '../../../src/state/state.ts';

const applicationOf = (name: string, number: number): Application => ({
  name,
  arn: `arn:aws:sso::111111111111:application/ssoins-7223f0a1b2c3d4e5/apl-${String(number).padStart(16, '0')}`,
});
const namesOf = (...names: readonly string[]) => [...labelsOf(names.map(applicationOf)).values()];

test('a name that nobody can mistake is enough', () => {
  expect(namesOf('Corporate Wiki', 'Payroll (EU)')).toEqual(['Corporate Wiki', 'Payroll (EU)']);
});

test.each([
  [
    ['Payroll', 'PAYROLL '],
    ['Payroll (apl-0000000000000000)', 'PAYROLL (apl-0000000000000001)'],
  ],
  [['Pаyroll'], ['Pаyroll (apl-0000000000000000)']],
  [['Dev/Test'], ['apl-0000000000000000']],
  [['a\u202eb'], ['apl-0000000000000000']],
  [['a\nb'], ['apl-0000000000000000']],
  [[''], ['apl-0000000000000000']],
  [['x'.repeat(101)], ['apl-0000000000000000']],
  [
    ['Payroll (apl-0000000000000001)', 'Payroll'],
    ['apl-0000000000000000', 'Payroll'],
  ],
])('%j go by more than their names', (names, labels) => {
  expect(namesOf(...names)).toEqual(labels);
});

test('whatever applications are called, no two go by one name, and none by that of something else', () => {
  const name = fc.oneof(
    fc.string({ maxLength: 120 }),
    fc.constantFrom('Payroll', 'payroll', 'Payroll (apl-0000000000000001)', 'apl-0000000000000002', '../x', ' '),
  );
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), (names) => {
      const labels = namesOf(...names);
      expect(new Set(labels).size).toBe(names.length);
      for (const label of labels) {
        expect(label).toMatch(/^[^/\p{C}]{1,130}$/u);
        expect(targetOf(assignedName(label))).toBe('applications');
        expect(labelOf(assignedName(label))).toBe(label);
      }
    }),
    { seed: 20261128 },
  );
});
