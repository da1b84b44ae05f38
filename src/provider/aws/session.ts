// What a run learns once and needs again: where it is, the groups, and the ARN of each permission set.
import type { Application } from '../../state/applications.ts';
import type { Group, User } from '../../state/directory.ts';
import { type CallerContext, refuseUnfit, resolveInstance } from './caller-context.ts';
import { type Catalogue, createCatalogue } from './catalogue.ts';
import type { Aws } from './client.ts';
import type { Clock } from './clock.ts';
import { readApplications } from './read-applications.ts';
import { readGroups, readUsers } from './read-groups.ts';
import { createPrincipalRegister, type PrincipalRegister } from './read-principals.ts';
import { type Remembered, remembered } from './remembered.ts';
import { createRolesNow, type RolesNow } from './roles-now.ts';

export interface Session {
  readonly aws: Aws;
  /** Of an instance that can be read and written. */
  readonly callerContext: Remembered<CallerContext>;
  readonly groups: Remembered<readonly Group[]>;
  /** All of them; asked for where files declare users. */
  readonly users: Remembered<readonly User[]>;
  /** All of the instance; asked for where files declare some. */
  readonly applications: Remembered<readonly Application[]>;
  /** Over `groups` as they were when it was made. */
  readonly principals: Remembered<PrincipalRegister>;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  /** Aborted: the run is to stop, so nothing is waited for any more. */
  readonly signal: AbortSignal | undefined;
  readonly rolesNow: RolesNow;
  /** Before it is known what can be done with it. */
  instanceArn(): Promise<string>;
}

export interface SessionOptions extends Pick<Session, 'aws' | 'clock' | 'signal'> {
  readonly configuredInstance: string | undefined;
}

export function openSession({ aws, clock, signal, configuredInstance }: SessionOptions): Session {
  const resolved = remembered(() => resolveInstance(aws, configuredInstance));
  const instanceArn = async (): Promise<string> => (await resolved.get()).instance.arn;
  const callerContext = remembered(async () => {
    const context = await resolved.get();
    await refuseUnfit(aws, context.instance.arn);
    return context;
  });
  const identityStore = async (): Promise<string> => (await callerContext.get()).instance.identityStoreId;
  const groups = remembered(async () => readGroups(aws, await identityStore()));
  return {
    aws,
    clock,
    signal,
    callerContext,
    groups,
    users: remembered(async () => readUsers(aws, await identityStore())),
    applications: remembered(async () => readApplications(aws, await instanceArn())),
    principals: remembered(async () => createPrincipalRegister(aws, await identityStore(), await groups.get())),
    catalogue: createCatalogue(aws, instanceArn),
    rolesNow: createRolesNow(aws),
    instanceArn,
  };
}
