// Applications of the instance: which there are, and of those that are asked for who is assigned and whether anybody has to be.
//
// Two calls an application that files name, and one for each fifty that there are (ApplicationList). An application that went while it was read fails the
// reading: what is not there must not be taken for empty.
import {
  accountOfApplication,
  type Application,
  type ApplicationReference,
  assignedName,
  isApplicationArn,
  isReferredTo,
  labelsOf,
  settingsResource,
} from '../../state/applications.ts';
import { type Address, type Assignment, type Principal, type Resource, resourceAddress } from '../../state/state.ts';
import { protocolError } from '../errors.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';
import type { Progress } from './progress.ts';

/** In the order of their ARNs. One without a name has its ARN for one. */
export async function readApplications(aws: Aws, InstanceArn: string): Promise<readonly Application[]> {
  const listed = await collect(aws, {
    service: 'sso-admin',
    operation: 'ListApplications',
    input: { InstanceArn },
    list: 'Applications',
  });
  const names = new Map(listed.map(({ ApplicationArn: arn, Name: name = arn }) => [arn, name]));
  const strange = [...names.keys()].find((arn) => !isApplicationArn(arn));
  if (strange !== undefined)
    throw protocolError('sso-admin:ListApplications', 'an application has an ARN that is not one of an application');
  return [...names].map(([arn, name]) => ({ arn, name })).sort((a, b) => (a.arn < b.arn ? -1 : 1));
}

export interface ApplicationsRead {
  readonly assignments: readonly Assignment[];
  readonly resources: ReadonlyMap<Address, Resource>;
}

export interface ApplicationsRequest {
  /** Of the instance. */
  readonly all: readonly Application[];
  readonly asked: readonly ApplicationReference[] | 'all';
  readonly onProgress: ((progress: Progress) => void) | undefined;
}

export async function readApplicationStates(
  aws: Aws,
  { all, asked, onProgress }: ApplicationsRequest,
): Promise<ApplicationsRead> {
  const labels = labelsOf(all);
  const wanted = all.filter(
    (application) => asked === 'all' || asked.some((reference) => isReferredTo(application, reference)),
  );
  let done = 0;
  const read = await concurrently(wanted, async ({ arn }) => {
    const [label, account] = [labels.get(arn)!, accountOfApplication(arn)];
    const assignmentRequired = await readRequirement(aws, arn);
    const principals = await assignedTo(aws, arn);
    onProgress?.({ step: 'applications', done: ++done, total: wanted.length });
    return {
      settings: settingsResource({ label, account, assignmentRequired }),
      assignments: principals.map((principal) => ({ permissionSet: assignedName(label), account, principal })),
    };
  });
  return {
    assignments: read.flatMap(({ assignments }) => assignments),
    resources: new Map(read.map(({ settings }) => [resourceAddress(settings), settings])),
  };
}

/** Whether only who is assigned may use it. */
export async function readRequirement(aws: Aws, ApplicationArn: string): Promise<boolean> {
  const { AssignmentRequired } = await aws.call('sso-admin', 'GetApplicationAssignmentConfiguration', {
    ApplicationArn,
  });
  return AssignmentRequired;
}

async function assignedTo(aws: Aws, ApplicationArn: string): Promise<readonly Principal[]> {
  const listed = await collect(aws, {
    service: 'sso-admin',
    operation: 'ListApplicationAssignments',
    input: { ApplicationArn },
    list: 'ApplicationAssignments',
  });
  if (listed.some(({ ApplicationArn: arn }) => arn !== ApplicationArn))
    throw protocolError('sso-admin:ListApplicationAssignments', 'an assignment is of another application');
  return listed.map(({ PrincipalType, PrincipalId: id }) => ({
    type: PrincipalType === 'GROUP' ? 'group' : 'user',
    id,
  }));
}
