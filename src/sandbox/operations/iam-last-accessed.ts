// iam: when a role's sessions last called each service that its policies allow, as a report that is made in the background.
//
// A report is its id: the moment it was asked for, and a digest of whose it is. So nothing is kept, and a caller who may only read can ask for one.
import { ServiceError } from '../errors.ts';
import { type Role, rolesOf } from '../iam-roles.ts';
import { hex } from '../ids.ts';
import { type Operations, type Output, reads } from '../operation.ts';
import { markedPage } from '../pages-marker.ts';
import { arn, granularity, jobId, pagedByMarker } from '../shapes-iam.ts';
import { noSuchEntity } from './iam-wire.ts';

export const IAM_LAST_ACCESSED: Operations = {
  GenerateServiceLastAccessedDetails: reads({ Arn: arn, 'Granularity?': granularity }, (call, input) => {
    const { state, caller } = call;
    // Reports of users, groups and policies are not played.
    const role = rolesOf(state, caller.account).find((each) => each.arn === input.Arn);
    if (role === undefined) throw noSuchEntity(`ARN ${input.Arn} not found.`);
    return { JobId: idOf({ role, level: input.Granularity ?? 'SERVICE_LEVEL', at: state.now }) };
  }),
  GetServiceLastAccessedDetails: reads({ JobId: jobId, ...pagedByMarker }, (call, input) => {
    const { state, settings, caller } = call;
    const report = reportOf(input.JobId, rolesOf(state, caller.account));
    if (report === undefined || report.at > state.now) throw noSuchEntity(`Invalid JobId ${input.JobId}.`);
    const { role, level, at } = report;
    const about = { JobType: level, JobCreationDate: new Date(at) };
    const doneAt = at + settings.operationMs;
    // Members that the model requires are there while it is in the works, too.
    if (state.now < doneAt)
      return {
        ...about,
        JobStatus: 'IN_PROGRESS',
        ServicesLastAccessed: [],
        JobCompletionDate: new Date(at),
        IsTruncated: false,
      };
    const page = markedPage(call, input, {
      key: 'ServicesLastAccessed',
      items: Object.entries(role.lastUsed?.services ?? {}).sort(([a], [b]) => (a < b ? -1 : 1)),
      show: (service) => shown(service, role),
    });
    return { ...about, JobStatus: 'COMPLETED', JobCompletionDate: new Date(doneAt), ...page };
  }),
};

const LEVELS = ['SERVICE_LEVEL', 'ACTION_LEVEL'] as const;

interface Report {
  readonly role: Role;
  readonly level: (typeof LEVELS)[number];
  readonly at: number;
}

/** 36 characters, as the model has it. */
function idOf({ role, level, at }: Report): string {
  const time = at.toString(16).padStart(12, '0');
  const of = hex(20, 'last-accessed', role.arn, level, String(at));
  return `${time.slice(0, 8)}-${time.slice(8)}-${of.slice(0, 4)}-${of.slice(4, 8)}-${of.slice(8)}`;
}

function reportOf(id: string, roles: readonly Role[]): Report | undefined {
  const at = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
  if (!Number.isSafeInteger(at)) throw new ServiceError('InvalidInput', `Invalid JobId ${id}.`);
  const all = roles.flatMap((role) => LEVELS.map((level) => ({ role, level, at })));
  return all.find((report) => idOf(report) === id);
}

/** Which services the policies allow is the seed's to say: the sandbox does not judge them. */
function shown([name, at]: readonly [string, number | null], { arn: role, lastUsed }: Role): Output {
  const service = { ServiceName: name, ServiceNamespace: name, TotalAuthenticatedEntities: at === null ? 0 : 1 };
  if (at === null) return service;
  return {
    ...service,
    LastAuthenticated: new Date(at),
    LastAuthenticatedEntity: role,
    LastAuthenticatedRegion: lastUsed?.region,
  };
}
