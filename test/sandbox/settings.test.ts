// Settings on the command line, and a help text that knows all of them.
import { expect, test } from 'vitest';
import { SANDBOX_HELP } from '../../src/commands/sandbox-help.ts';
import { FAULT_NAMES } from '../../src/sandbox/faults.ts';
import { DEFAULT_SETTINGS, parseSettings, SandboxError } from '../../src/sandbox/index.ts';

test.each([
  ['tickMs=10', { tickMs: 10 }],
  ['regional=true', { regional: true }],
  ['descriptionOutdates=false', { descriptionOutdates: false }],
  ['conflictScope=assignment', { conflictScope: 'assignment' }],
])('%s is a setting', (text, settings) => {
  expect(parseSettings([text])).toEqual(settings);
});

test.each([
  ['ripeness=3', '`ripeness` is none of tickMs, '],
  ['__proto__=3', '`__proto__` is none of tickMs, '],
  ['tickMs', 'tickMs must be a whole number, and is ``'],
  ['tickMs=-1', 'tickMs must be a whole number, and is `-1`'],
  ['tickMs=1e3', 'tickMs must be a whole number, and is `1e3`'],
  ['regional=yes', 'regional must be true or false, and is `yes`'],
  ['conflictScope=orchard', 'conflictScope must be one of account, permission-set-in-account, assignment'],
])('%s is none', (text, problem) => {
  expect(() => parseSettings([text])).toThrow(SandboxError);
  expect(() => parseSettings([text])).toThrow(problem);
});

test('every mistake is told at once', () => {
  expect(() => parseSettings(['tickMs=a', 'pageSize=5', 'regional=1'])).toThrow(/tickMs[\s\S]*regional/);
});

test('the help has every setting with its default, and every fault', () => {
  const absent = Object.entries(DEFAULT_SETTINGS).filter(([name, value]) => !SANDBOX_HELP.includes(`${name}=${value}`));
  expect(absent).toEqual([]);
  expect([...FAULT_NAMES, 'slow'].filter((name) => !new RegExp(`\\b${name}\\b`).test(SANDBOX_HELP))).toEqual([]);
});
