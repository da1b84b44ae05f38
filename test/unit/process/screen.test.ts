import { expect, test } from 'vitest';
import { screenOf } from '../../../src/process/outputs.ts';

const TERMINAL = { isTerminal: true, columns: 72 };
const PIPE = { isTerminal: false, columns: undefined };

test.each([
  ['a terminal', TERMINAL, {}, { isTerminal: true, hasColors: true, columns: 72 }],
  ['a terminal without colours', TERMINAL, { NO_COLOR: '1' }, { isTerminal: true, hasColors: false, columns: 72 }],
  ['a dumb terminal', TERMINAL, { TERM: 'dumb' }, { isTerminal: false, hasColors: false, columns: 72 }],
  [
    'one that is wanted in colours',
    TERMINAL,
    { TERM: 'dumb', FORCE_COLOR: '1' },
    { isTerminal: false, hasColors: true, columns: 72 },
  ],
  [
    'a terminal that does not know its width',
    { isTerminal: true, columns: 0 },
    {},
    { isTerminal: true, hasColors: true, columns: 100 },
  ],
  ['a pipe', PIPE, {}, { isTerminal: false, hasColors: false, columns: 100 }],
  ['a log that shows colours', PIPE, { FORCE_COLOR: '1' }, { isTerminal: false, hasColors: true, columns: 100 }],
  [
    'a log that is told not to',
    PIPE,
    { FORCE_COLOR: '1', NO_COLOR: '1' },
    { isTerminal: false, hasColors: false, columns: 100 },
  ],
] as const)('%s', (_, tty, env, expected) => {
  expect(screenOf(tty, env)).toEqual(expected);
});
