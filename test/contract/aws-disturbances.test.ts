// Reading while AWS throttles, fails, cuts connections and answers nonsense: the same result, or none.
import { describe, expect, test } from 'vitest';
import type { Fault, Faults } from '../../src/sandbox/index.ts';
import { virtualClock } from '../support/virtual-clock.ts';
import { codeOf, comparable, openOrchard, SCOPE } from './subjects.ts';

const NEEDS = { organizationalUnits: true, accountTags: true };

describe('disturbances', () => {
  /** Every third call of an operation; of empty pages the first, for a second one would repeat the token. */
  const everyThird = (fault: Fault): Faults => {
    return ({ n, input }) => (n % 3 === 1 && (fault !== 'empty-page' || !('NextToken' in input)) ? fault : undefined);
  };

  test.each<Fault>(['throttle', 'internal-error', 'cut-before', 'cut-after', 'malformed-body', 'empty-page'])(
    'of the kind %s change nothing that is read',
    async (fault) => {
      const calm = await openOrchard();
      const expected = await calm.connect().readState(SCOPE);
      const wanted = await calm.connect().readDirectory(NEEDS);
      const { connect } = await openOrchard({ faults: everyThird(fault) });
      const identityCenter = connect();
      expect(await identityCenter.readDirectory(NEEDS)).toEqual(wanted);
      expect(comparable(await identityCenter.readState(SCOPE))).toEqual(comparable(expected));
    },
  );

  test('a stray throttle slows down no other call, and many of them all', async () => {
    const timeOf = async (faults: Faults): Promise<number> => {
      const opened = await openOrchard({ faults });
      const clock = virtualClock();
      await opened.connect({ clock, rates: { 'sso-admin': 5 } }).readState(SCOPE);
      return clock.now();
    };
    const calm = await timeOf(() => undefined);
    const stray = await timeOf(({ operation, n }) =>
      operation === 'ListPermissionSets' && n === 1 ? 'throttle' : undefined,
    );
    const many = await timeOf(({ service, n }) => (service === 'sso-admin' && n % 2 === 1 ? 'throttle' : undefined));
    expect(stray - calm).toBeLessThan(2_000);
    expect(many).toBeGreaterThan(3 * calm);
  });

  const always =
    (operation: string, fault: Fault) =>
    (call: { readonly operation: string }): Fault | undefined =>
      call.operation === operation ? fault : undefined;

  test.each([
    ['ListAccountAssignments', 'throttle', 'provider/throttled-out'],
    ['GetInlinePolicyForPermissionSet', 'internal-error', 'provider/unreachable'],
    ['ListTagsForResource', 'cut-before', 'provider/unreachable'],
    ['ListManagedPoliciesInPermissionSet', 'malformed-body', 'provider/protocol'],
    ['ListPermissionSets', 'repeat-token', 'provider/protocol'],
  ] as const)('that do not end stop the reading: %s, %s', async (operation, fault, code) => {
    const { connect } = await openOrchard({ faults: always(operation, fault) });
    expect(await codeOf(connect().readState({ ...SCOPE, audit: true }))).toBe(code);
  });

  test.each([
    {
      what: 'a wrong region',
      settings: { regional: true },
      options: { region: 'us-east-1' },
      code: 'provider/no-instance',
    },
    {
      what: 'another instance',
      options: { instanceArn: 'arn:aws:sso:::instance/ssoins-0000000000000000' },
      code: 'provider/instance-mismatch',
    },
    {
      what: 'no rights',
      options: { credentials: { accessKeyId: 'SANDBOXNONE', secretAccessKey: 'x' } },
      code: 'provider/access-denied',
    },
    { what: 'nobody there', options: { endpoint: 'http://127.0.0.1:1' }, code: 'provider/unreachable' },
  ])('$what is told as $code', async ({ settings = {}, options, code }) => {
    const { connect } = await openOrchard(settings);
    expect(await codeOf(connect(options).readDirectory(NEEDS))).toBe(code);
  });

  test('a configured instance that is there is taken', async () => {
    const { connect, sandbox } = await openOrchard();
    const { instance } = await connect({ instanceArn: sandbox.state.instanceArn }).readDirectory(NEEDS);
    expect(instance.arn).toBe(sandbox.state.instanceArn);
  });
});
