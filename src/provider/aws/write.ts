// The writing half of the adapter: one operation of a plan in, one outcome out.
import {
  type AssignmentChange,
  type Operation,
  type PermissionSetChange,
  type ResourceChange,
  targetOfChange,
} from '../../plan/change.ts';
import { type ApplyOptions, OLD_ROLE, type Outcome } from '../identity-center.ts';
import { rowsOfPair } from './read-assignments.ts';
import type { Session } from './session.ts';
import { writeAccessControl } from './write-access-control.ts';
import { writeApplication, writeEntitlement } from './write-account-access.ts';
import { writeApplicationAssignment, writeApplicationSettings } from './write-applications.ts';
import { type AsyncWriting, createAssignment, deleteAssignment, provision } from './write-assignment.ts';
import {
  createPermissionSet,
  deletePermissionSet,
  releasePermissionSet,
  updatePermissionSet,
} from './write-definition.ts';
import { type SamlSessions, writeSamlResource } from './write-saml-roles.ts';
import { referenceTo, type Writing, writing } from './writing.ts';

export interface Writer extends Pick<AsyncWriting, 'poller' | 'onTooMany'> {
  readonly session: Session;
  readonly saml: SamlSessions;
}

export function write(
  { session, saml, ...followed }: Writer,
  operation: Operation,
  options: ApplyOptions,
): Promise<Outcome> {
  return writing(session, options, (attempt) => perform({ ...attempt, ...followed }, saml, operation));
}

async function perform(attempt: AsyncWriting, saml: SamlSessions, operation: Operation): Promise<Outcome> {
  switch (operation.kind) {
    case 'permission-set':
      return performOnSet(attempt, operation.change);
    case 'assignment': {
      const { change } = operation;
      const target = targetOfChange(change);
      if (target === 'account-access') return writeEntitlement(attempt, change);
      if (target === 'applications') return writeApplicationAssignment(attempt, change);
      return change.action === 'create' ? createRow(attempt, change) : deleteAssignment(attempt, change);
    }
    case 'provisioning':
      return (await isGone(attempt, operation)) ? ALREADY : provision(attempt, operation.change, operation.account);
    case 'access-control-attributes':
      return writeAccessControl(attempt, operation.change);
    case 'resource':
      return writeResource(attempt, saml, operation.change);
    default:
      return operation satisfies never;
  }
}

async function writeResource(attempt: Writing, saml: SamlSessions, change: ResourceChange): Promise<Outcome> {
  const { target } = change.resource;
  switch (target) {
    case 'saml-roles':
      return writeSamlResource(attempt, saml, change);
    case 'account-access':
      return writeApplication(attempt, change);
    case 'applications':
      return writeApplicationSettings(attempt, change);
    default:
      return target satisfies never;
  }
}

async function performOnSet(attempt: Writing, change: PermissionSetChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      return change.after === undefined ? NO_DEFINITION : createPermissionSet(attempt, change.after);
    case 'adopt':
    case 'update': {
      const set = await referenceTo(attempt, change.permissionSet);
      if (set !== undefined) attempt.session.rolesNow.forget(set);
      return updatePermissionSet(attempt, change);
    }
    case 'delete':
      return deletePermissionSet(attempt, change);
    case 'release':
      return releasePermissionSet(attempt, change);
    default:
      return change.action satisfies never;
  }
}

/**
 * ProvisionPermissionSet makes a role where there is none, which nobody may take and nothing removes (hashicorp/terraform-provider-aws#32006). A
 * role that a plan means to bring up to date, and that is gone, went with its last row meanwhile.
 */
async function isGone(attempt: Writing, { change, account }: Extract<Operation, { kind: 'provisioning' }>) {
  const set = await referenceTo(attempt, change.permissionSet);
  if (set === undefined || (await attempt.session.rolesNow.isThere(set, account))) return false;
  // Another run may have made a row a moment ago, which the list of roles does not know yet.
  const pair = { permissionSet: change.permissionSet, permissionSetArn: set.PermissionSetArn, account };
  return (await rowsOfPair(attempt.session.aws, set.InstanceArn, pair)).length === 0;
}

async function createRow(writing: AsyncWriting, change: AssignmentChange): Promise<Outcome> {
  if (await meetsOldRole(writing, change)) return OLD_ROLE;
  const { assignment } = change;
  const outcome = await createAssignment(writing, assignment);
  const set = await referenceTo(writing, assignment.permissionSet);
  if (set !== undefined && (outcome.status === 'done' || outcome.status === 'already'))
    writing.session.rolesNow.made(set, assignment.account);
  return outcome;
}

async function meetsOldRole(attempt: Writing, { assignment, needsLatestRole }: AssignmentChange): Promise<boolean> {
  if (needsLatestRole !== true) return false;
  const set = await referenceTo(attempt, assignment.permissionSet);
  return set !== undefined && attempt.session.rolesNow.isBehind(set, assignment.account);
}

const ALREADY: Outcome = { status: 'already' };
const NO_DEFINITION: Outcome = { status: 'not-sent', reason: 'the change has no definition to create' };
