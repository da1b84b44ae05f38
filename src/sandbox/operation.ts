// What an operation of a service is: the shape of its input, whether it writes, and what it does to the state.
import type { InputOf, Members } from './constraints.ts';
import type { Settings } from './settings.ts';
import type { Persona, SandboxState } from './state.ts';

export type Service = 'sso-admin' | 'identitystore' | 'organizations' | 'sts' | 'iam' | 'cloudtrail' | 'account-access';

/** What faults strike and the log records: AWS's services, and Microsoft Graph. */
export type Api = Service | 'graph';

export interface Caller {
  readonly persona: Persona;
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  readonly readOnly: boolean;
  /** See `Session.allows`. */
  readonly allows?: readonly (readonly string[])[];
  /** The region the request was signed for. */
  readonly region?: string;
}

/** A disturbance of the page that an operation answers with. */
export type PageFault = 'empty-page' | 'repeat-token';

export interface Call {
  readonly service: Service;
  readonly operation: string;
  readonly caller: Caller;
  readonly state: SandboxState;
  readonly settings: Settings;
  readonly pageFault?: PageFault;
}

export type Output = Readonly<Record<string, unknown>>;

export interface ServiceOperation {
  readonly input: Members;
  readonly writes: boolean;
  /** The input has been checked against `input`. */
  readonly run: (call: Call, input: never) => Output;
}

export type Operations = Readonly<Record<string, ServiceOperation>>;

type Run<M extends Members> = (call: Call, input: InputOf<M>) => Output;

export const reads = <M extends Members>(input: M, run: Run<M>): ServiceOperation => ({ input, writes: false, run });

export const writes = <M extends Members>(input: M, run: Run<M>): ServiceOperation => ({ input, writes: true, run });
