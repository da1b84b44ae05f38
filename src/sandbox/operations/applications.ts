// sso-admin: applications and who is assigned to them. Applications come from the seed; the sandbox makes none.
import { guardPrincipalListing } from '../callers.ts';
import { seconds } from '../clock.ts';
import { structure } from '../constraints.ts';
import { conflict, notFound } from '../errors.ts';
import { type Call, type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import {
  accountId,
  applicationArn,
  applicationProvider,
  instanceArn,
  pagedBy100,
  principalId,
  principalType,
} from '../shapes.ts';
import { type Application, identityStoreArn, type PrincipalType, principalKey } from '../state.ts';
import { requireInstance } from './resources.ts';

/** ApplicationList has at most 50 members, whatever MaxResults says. */
const LARGEST_PAGE = 50;

const onApplication = { ApplicationArn: applicationArn };
const onAssignment = { ...onApplication, PrincipalId: principalId, PrincipalType: principalType };

export const APPLICATIONS: Operations = {
  ListApplications: reads(
    {
      InstanceArn: instanceArn,
      ...pagedBy100,
      'Filter?': structure({ 'ApplicationAccount?': accountId, 'ApplicationProvider?': applicationProvider }),
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      const { ApplicationAccount: account, ApplicationProvider: provider } = input.Filter ?? {};
      const items = [...call.state.applications.values()].filter(
        (application) =>
          (account === undefined || application.account === account) &&
          (provider === undefined || application.provider === provider),
      );
      const size = Math.min(input.MaxResults ?? call.settings.pageSize, LARGEST_PAGE);
      const paged = { ...input, MaxResults: size };
      return page(call, paged, { key: 'Applications', items, show: (application) => shown(call, application) });
    },
  ),
  DescribeApplication: reads(onApplication, (call, input) => shown(call, requireApplication(call, input))),
  GetApplicationAssignmentConfiguration: reads(onApplication, (call, input) => ({
    AssignmentRequired: requireApplication(call, input).assignmentRequired,
  })),
  ListApplicationAssignments: reads({ ...onApplication, ...pagedBy100 }, (call, input) => {
    const application = requireApplication(call, input);
    return page(call, input, {
      key: 'ApplicationAssignments',
      items: application.assignments.values(),
      show: ({ type, id }) => row(application, type, id),
    });
  }),
  ListApplicationAssignmentsForPrincipal: reads(
    {
      InstanceArn: instanceArn,
      PrincipalId: principalId,
      PrincipalType: principalType,
      'Filter?': structure({ 'ApplicationArn?': applicationArn }),
      ...pagedBy100,
    },
    (call, input) => {
      requireInstance(call, input.InstanceArn);
      guardPrincipalListing(call);
      const only = input.Filter?.ApplicationArn;
      const key = principalKey(input.PrincipalType, input.PrincipalId);
      const items = [...call.state.applications.values()].filter(
        ({ arn, assignments }) => assignments.has(key) && (only === undefined || arn === only),
      );
      const show = (application: Application): Output => row(application, input.PrincipalType, input.PrincipalId);
      return page(call, input, { key: 'ApplicationAssignments', items, show });
    },
  ),
  DescribeApplicationAssignment: reads(onAssignment, (call, input) => {
    const application = requireApplication(call, input);
    if (!application.assignments.has(principalKey(input.PrincipalType, input.PrincipalId))) throw notAssigned();
    return row(application, input.PrincipalType, input.PrincipalId);
  }),
  CreateApplicationAssignment: writes(onAssignment, (call, input) => {
    const { assignments } = requireApplication(call, input);
    const key = principalKey(input.PrincipalType, input.PrincipalId);
    if (assignments.has(key)) throw conflict('The principal is already assigned to the application.');
    assignments.set(key, { type: input.PrincipalType, id: input.PrincipalId });
    return {};
  }),
  DeleteApplicationAssignment: writes(onAssignment, (call, input) => {
    const { assignments } = requireApplication(call, input);
    if (!assignments.delete(principalKey(input.PrincipalType, input.PrincipalId))) throw notAssigned();
    return {};
  }),
};

function requireApplication(call: Call, input: { readonly ApplicationArn: string }): Application {
  const application = call.state.applications.get(input.ApplicationArn);
  if (application !== undefined) return application;
  throw notFound(`Could not find Application with id ${input.ApplicationArn.split('/').at(-1)}`);
}

const notAssigned = (): Error => notFound('The principal is not assigned to the application.');

const row = ({ arn }: Application, type: PrincipalType, id: string): Output => ({
  ApplicationArn: arn,
  PrincipalId: id,
  PrincipalType: type,
});

function shown({ state }: Call, application: Application): Output {
  return {
    ApplicationArn: application.arn,
    ApplicationProviderArn: application.provider,
    Name: application.name,
    ApplicationAccount: application.account,
    InstanceArn: state.instanceArn,
    IdentityStoreArn: identityStoreArn(state),
    Status: application.enabled ? 'ENABLED' : 'DISABLED',
    PortalOptions: { SignInOptions: { Origin: 'IDENTITY_CENTER' }, Visibility: 'ENABLED' },
    ...(application.description === undefined ? {} : { Description: application.description }),
    CreatedDate: seconds(application.createdAt),
    CreatedFrom: state.region,
  };
}
