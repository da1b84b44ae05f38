// sso-admin: who is assigned to an application, and whether anybody has to be.
import { guardPrincipalListing } from '../callers.ts';
import { boolean, structure } from '../constraints.ts';
import { conflict, notFound } from '../errors.ts';
import { type Operations, type Output, reads, writes } from '../operation.ts';
import { page } from '../pages.ts';
import { instanceArn, pagedBy100, principalId, principalType } from '../shapes.ts';
import { applicationArn } from '../shapes-applications.ts';
import { type Application, type PrincipalType, principalKey } from '../state.ts';
import { requireApplication } from './applications.ts';
import { requireInstance } from './resources.ts';

const onApplication = { ApplicationArn: applicationArn };
const onAssignment = { ...onApplication, PrincipalId: principalId, PrincipalType: principalType };

export const APPLICATION_ASSIGNMENTS: Operations = {
  GetApplicationAssignmentConfiguration: reads(onApplication, (call, input) => ({
    AssignmentRequired: requireApplication(call, input).assignmentRequired,
  })),
  PutApplicationAssignmentConfiguration: writes({ ...onApplication, AssignmentRequired: boolean }, (call, input) => {
    requireApplication(call, input).assignmentRequired = input.AssignmentRequired;
    return {};
  }),
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

const notAssigned = (): Error => notFound('The principal is not assigned to the application.');

const row = ({ arn }: Application, type: PrincipalType, id: string): Output => ({
  ApplicationArn: arn,
  PrincipalId: id,
  PrincipalType: type,
});
