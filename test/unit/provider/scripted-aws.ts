// AWS as a table of answers: for answers that the sandbox never gives, old, odd or hostile ones.
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import type { Aws } from '../../../src/provider/aws/client.ts';
import { CallFailure, type FailureKind } from '../../../src/provider/errors.ts';

type Input = Readonly<Record<string, unknown>>;
/** By `service:Operation`. An operation that is not in the table is a failure of the test. */
export type Script = Readonly<Record<string, (input: Input) => unknown>>;

export function scriptedAws(script: Script): Aws & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  return {
    asked,
    async call(service: string, operation: string, input: object) {
      const api = `${service}:${operation}`;
      asked.push(api);
      const answer = script[api];
      if (answer === undefined) throw new Error(`nobody wrote an answer for ${api}`);
      return answer(input as Input) as never;
    },
    counts: () => ({}),
    region: async () => 'eu-west-1',
  };
}

export function refusal(kind: FailureKind, name: string): () => never {
  return () => {
    throw new CallFailure({ kind, api: 'sso-admin:Something', name, message: 'no', attempts: 1, requestId: 'r-1' });
  };
}

/** The code that a reading ends with. */
export const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'no error',
    (error: unknown) => (error instanceof AccessError ? error.diagnostic.code : String(error)),
  );
