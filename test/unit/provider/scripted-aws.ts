// AWS as a table of answers: for answers that the sandbox never gives, old, odd or hostile ones.
import { AccessError } from '../../../src/diagnostics/diagnostic.ts';
import { ANSWERS } from '../../../src/provider/aws/answers.ts';
import type { Aws } from '../../../src/provider/aws/client.ts';
import { checked, type Shape, ShapeError } from '../../../src/provider/aws/shapes.ts';
import { CallFailure, type FailureKind, toAccessError } from '../../../src/provider/errors.ts';

type Input = Readonly<Record<string, unknown>>;
/** By `service:Operation`. An operation that is not in the table is a failure of the test. */
export type Script = Readonly<Record<string, (input: Input) => unknown>>;

export function scriptedAws(script: Script): Aws & { readonly asked: readonly string[] } {
  const asked: string[] = [];
  const aws: Aws & { readonly asked: readonly string[] } = {
    asked,
    withCredentials: () => aws,
    async call(service: string, operation: string, input: object) {
      const api = `${service}:${operation}`;
      asked.push(api);
      const answer = script[api];
      if (answer === undefined) throw new Error(`nobody wrote an answer for ${api}`);
      const shapes: Readonly<Record<string, Shape>> = ANSWERS[service as keyof typeof ANSWERS];
      try {
        return checked(shapes[operation]!, answer(input as Input)) as never;
      } catch (error) {
        if (!(error instanceof ShapeError)) throw error;
        throw new CallFailure({ ...FAILURE, kind: 'protocol', api, message: error.message });
      }
    },
    counts: () => ({}),
    usage: () => ({}),
    region: async () => 'eu-west-1',
  };
  return aws;
}

export function refusal(kind: FailureKind, name: string): () => never {
  return () => {
    throw new CallFailure({ ...FAILURE, kind, name });
  };
}

const FAILURE = {
  api: 'sso-admin:Something',
  name: 'Error',
  message: 'no',
  attempts: 1,
  seconds: 0,
  requestId: 'r-1',
} as const;

/** The code that a reading ends with. */
export const codeOf = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'no error',
    (thrown: unknown) => {
      const error = toAccessError(thrown);
      return error instanceof AccessError ? error.diagnostic.code : String(error);
    },
  );
