// A step of the tour of every operation: a call, and the input that it makes of what earlier steps were answered.
import type { Service } from '../../../src/sandbox/operation.ts';
import type { identifiers } from '../support.ts';

export type Input = Readonly<Record<string, unknown>>;

/** A text from what an earlier step was answered: `CreateGroup.GroupId`. */
export type Seen = (path: string) => string;

export interface Step {
  readonly service: Service;
  readonly operation: string;
  readonly accessKeyId?: string;
  readonly input: (seen: Seen) => Input;
}

export type Ids = ReturnType<typeof identifiers>;

export const PROD = '333333333333';

export const POLICY =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}';

export const TRUST =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}';

/** Trusts account access manager. */
export const ACCOUNT_ACCESS_TRUST = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'account-access.amazonaws.com' },
      Action: ['sts:AssumeRole', 'sts:SetContext'],
    },
  ],
};

export const steps = (service: Service, inputs: Readonly<Record<string, Input | Step['input']>>): readonly Step[] =>
  Object.entries(inputs).map(([operation, input]) => ({
    service,
    operation,
    input: typeof input === 'function' ? (input as Step['input']) : () => input,
  }));
