// The line that tells how far a reading is, and that AWS keeps it waiting.
import { describe, expect, test } from 'vitest';
import type { Output } from '../../../src/commands/host.ts';
import { readingProgress } from '../../../src/commands/progress.ts';
import { virtualClock } from '../../support/virtual-clock.ts';

function opened(isTerminal: boolean) {
  const parts: string[] = [];
  const clock = virtualClock();
  const output: Output = { isTerminal, hasColors: false, columns: 80, write: (part) => void parts.push(part) };
  return { ...readingProgress(output, clock.now), text: () => parts.join(''), pass: clock.advance };
}

const wait = (seconds: number, name = 'ThrottlingException') => ({
  api: 'sso-admin:ListPermissionSets',
  name,
  seconds,
});

describe('waiting for AWS', () => {
  test('is told in a log, but not before ten seconds and not more often than every half minute', () => {
    const log = opened(false);
    log.wait(wait(9));
    expect(log.text()).toBe('');
    log.wait(wait(12));
    log.wait(wait(13));
    log.pass(31_000);
    log.wait(wait(43));
    expect(log.text().split('\n').slice(0, -1)).toEqual([
      'waiting for AWS: sso-admin:ListPermissionSets has failed for 12 seconds (ThrottlingException), trying again',
      'waiting for AWS: sso-admin:ListPermissionSets has failed for 43 seconds (ThrottlingException), trying again',
    ]);
  });

  test('takes the line of the progress first', () => {
    const terminal = opened(true);
    terminal.report({ step: 'assignments', done: 1, total: 2 });
    terminal.wait(wait(12));
    expect(terminal.text()).toContain('1/2\r\u001b[Kwaiting for AWS');
  });

  test('shows nothing raw of what the other side calls its error', () => {
    const log = opened(false);
    log.wait(wait(12, 'Bad\u001b[31m\nerror'));
    expect(log.text()).not.toContain('\u001b');
    expect(log.text().split('\n')).toHaveLength(2);
  });
});
