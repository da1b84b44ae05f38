// A call as operations see it, and an answer as the wire does.
import type { Members } from './constraints.ts';
import type { Service } from './operation.ts';

export interface Request {
  readonly service: Service;
  readonly operation: string;
  /** Parses the body; throws when it cannot be. In a form every scalar is a text, unless the members say what it is. */
  readonly input: (members?: Members) => Readonly<Record<string, unknown>>;
}

export interface Reply {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  /** In place of AWS's request id. */
  readonly headers?: Readonly<Record<string, string>>;
}
