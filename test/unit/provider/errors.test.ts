import { describe, expect, test } from 'vitest';
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { CallFailure, diagnosticOf, type FailedCall, isFailure, toAccessError } from '../../../src/provider/errors.ts';

const call = (parts: Partial<FailedCall>): FailedCall => ({
  kind: 'fatal',
  api: 'sso-admin:ListPermissionSets',
  name: 'Error',
  message: 'no apples',
  attempts: 1,
  seconds: 0,
  requestId: 'r-1',
  ...parts,
});

describe('a failed call', () => {
  test.each([
    [{ kind: 'throttle' }, 'provider/throttled-out'],
    [{ kind: 'conflict-in-progress' }, 'provider/busy'],
    [{ kind: 'in-use' }, 'provider/busy'],
    [{ kind: 'transient' }, 'provider/unreachable'],
    [{ kind: 'transient', name: 'ENOTFOUND' }, 'provider/unknown-host'],
    [{ message: 'Region not accepted: region="eu west 1"' }, 'provider/unknown-host'],
    [{ kind: 'malformed' }, 'provider/protocol'],
    [{ kind: 'malformed', foreign: true, status: 400 }, 'provider/not-aws'],
    [{ kind: 'protocol' }, 'provider/protocol'],
    [{ kind: 'untrusted', name: 'CERT_HAS_EXPIRED' }, 'provider/untrusted-certificate'],
    [{ kind: 'proxy-refused' }, 'provider/proxy'],
    [{ kind: 'access-denied' }, 'provider/access-denied'],
    [{ kind: 'credentials' }, 'provider/bad-credentials'],
    [{ kind: 'not-found' }, 'provider/refused'],
    [{ kind: 'fatal' }, 'provider/refused'],
    [{ name: 'AWSOrganizationsNotInUseException' }, 'provider/not-in-organization'],
    [{ message: 'Region is missing' }, 'provider/no-region'],
  ] as const)('%j is told as %s', (parts, code) => {
    expect(diagnosticOf(call(parts)).code).toBe(code);
  });

  test('without an answer means that there was nothing to sign with', () => {
    const { requestId: _, ...unanswered } = call({ kind: 'credentials' });
    expect(diagnosticOf(unanswered).code).toBe('provider/no-credentials');
  });

  test.each([
    ['is not authorized to perform: sts:AssumeRole on resource: *', 'sso-admin:ListPermissionSets', '`sts:AssumeRole`'],
    ['no', 'sso-admin:ListPermissionSets', '`sso:ListPermissionSets`'],
    ['no', 'organizations:ListAccounts', '`organizations:ListAccounts`'],
  ])('that was denied (%s) names the missing right', (message, api, action) => {
    expect(diagnosticOf(call({ kind: 'access-denied', api, message })).message).toContain(action);
  });

  test('is told in one line, whatever AWS says', () => {
    const { message } = diagnosticOf(call({ message: 'one\n::error::two\r\n\tthree' }));
    expect(message).not.toMatch(/[\r\n\t]/);
  });

  test('leaves the provider as AccessError; other errors pass through', () => {
    const failure = new CallFailure(call({}));
    expect(toAccessError(failure)).toBeInstanceOf(AccessError);
    const bug = new TypeError('bug');
    expect(toAccessError(bug)).toBe(bug);
    expect([isFailure(failure, 'fatal'), isFailure(failure, 'throttle'), isFailure(bug, 'fatal')]).toEqual([
      true,
      false,
      false,
    ]);
  });
});
