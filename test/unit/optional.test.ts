import { expect, test } from 'vitest';
import { optional } from '../../src/optional.ts';

test('what is undefined is absent, whatever else is kept', () => {
  const members = optional({ a: undefined, b: 0, c: '', d: false, e: null, ['__proto__']: 'own' });
  expect(Object.keys(members)).toEqual(['b', 'c', 'd', 'e', '__proto__']);
  expect(Object.getPrototypeOf(members)).toBe(Object.prototype);
});
