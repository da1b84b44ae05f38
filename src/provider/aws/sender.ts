// What every way to a service of AWS is, with a client of the SDK or without.

/** What the SDK made of an answer. Nothing in it is to be believed before answers.ts has looked at it. */
export interface RawAnswer {
  readonly $metadata?: { readonly requestId?: string };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A client without its types: the table above has them. */
export interface Sender {
  send(operation: string, input: object): Promise<RawAnswer>;
  region(): Promise<string>;
}
