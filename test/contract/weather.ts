// A hostile network, as chance has it: it stalls, cuts, loses, garbles and refuses. And the moment at which the process is killed, which the
// service sees as a caller that is never heard of again.
import fc from 'fast-check';
import type { Hop } from './front.ts';

export type Blow = 'throttle' | 'busy' | 'conflict' | 'error' | 'lost' | 'cut' | 'garbage' | 'empty' | 'half' | 'stall';

const REFUSALS: Partial<Record<Blow, { readonly status: number; readonly body: string }>> = {
  throttle: refusal('ThrottlingException', 'Rate exceeded'),
  busy: refusal('ThrottlingException', 'There are too many requests processing. Please try again later.'),
  conflict: refusal('ConflictException', 'There is a conflicting operation in process.'),
  error: { status: 500, body: '<html>bad gateway</html>' },
};
function refusal(type: string, message: string) {
  return { status: 400, body: JSON.stringify({ __type: type, message }) };
}

const BLOWS: readonly Blow[] = [
  ...(['throttle', 'busy', 'conflict', 'error', 'lost', 'cut', 'garbage', 'empty', 'half'] as const),
];
/** A body that stalls takes as long as the adapter waits for one. */
export const STALLING_TOO: readonly Blow[] = [...BLOWS, 'stall'];

export interface Weather {
  /** What strikes call after call, in turn; much of it is nothing. */
  readonly blows: readonly (Blow | undefined)[];
  /** An operation that is struck the same way for ever after its first call. */
  readonly doomed: { readonly operation: string; readonly first: Blow | undefined; readonly later: Blow } | undefined;
}

export function weatherOf(kinds: readonly Blow[] = BLOWS): fc.Arbitrary<Weather> {
  const blows = fc.constantFrom(...kinds);
  return fc.record({
    blows: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 2, arbitrary: blows }), {
      minLength: 1,
      maxLength: 60,
    }),
    doomed: fc.option(
      fc.record({
        operation: fc.constantFrom(
          ...['CreateAccountAssignment', 'AttachManagedPolicyToPermissionSet', 'PutInlinePolicyToPermissionSet'],
          ...['TagResource', 'DeleteAccountAssignment', 'ProvisionPermissionSet', 'UpdatePermissionSet'],
          ...['CreatePermissionSet', 'DeletePermissionSet', 'ListAccountAssignments', 'DescribePermissionSet'],
        ),
        first: fc.constantFrom<Blow | undefined>('lost', 'cut', 'empty', undefined),
        later: blows,
      }),
      { nil: undefined },
    ),
  });
}

export function hopOf({ blows: planned, doomed }: Weather): Hop {
  const seen = new Map<string, number>();
  let calls = 0;
  let last: Blow | undefined;
  return {
    before(operation) {
      const count = (seen.get(operation) ?? 0) + 1;
      seen.set(operation, count);
      last = planned[calls++ % planned.length];
      if (doomed?.operation === operation) last = count === 1 ? doomed.first : doomed.later;
      if (last === 'cut') return 'cut';
      return last === undefined ? undefined : REFUSALS[last];
    },
    after({ body }) {
      if (last === 'lost') return 'cut';
      if (last === 'stall') return 'stall';
      if (last === 'garbage') return { status: 200, body: '\u0000\u0001garbage' };
      if (last === 'empty') return { status: 200, body: '' };
      return last === 'half' ? { status: 200, body: body.slice(0, body.length / 2) } : undefined;
    },
  };
}

/** Of the writes only, so that much is written before. */
export interface Kill {
  readonly atWrite: number;
  /** The write is carried out, and only its answer goes to nobody. */
  readonly isCarriedOut: boolean;
}

export const kills: fc.Arbitrary<Kill> = fc.record({
  atWrite: fc.integer({ min: 1, max: 15 }),
  isCarriedOut: fc.boolean(),
});

const WRITES = /^(?:Create|Delete|Update|Put|Attach|Detach|Provision|Tag|Untag)/;

/** The hop until it is killed, and when that is. From then on no request leaves and no answer arrives. */
export function mortal(hop: Hop, { atWrite, isCarriedOut }: Kill): { readonly hop: Hop; readonly died: Promise<void> } {
  let die = () => {};
  const died = new Promise<void>((resolve) => {
    die = resolve;
  });
  let writes = 0;
  let isDead = false;
  return {
    died,
    hop: {
      before(operation) {
        if (isDead) return 'never';
        if (WRITES.test(operation)) writes += 1;
        if (writes < atWrite) return hop.before?.(operation);
        isDead = true;
        die();
        return isCarriedOut ? undefined : 'never';
      },
      after: (passing) => (isDead ? 'never' : hop.after?.(passing)),
    },
  };
}
