// The writing half of the adapter: one operation of a plan in, one outcome out.
import type { Operation, PermissionSetChange } from '../../plan/change.ts';
import type { ApplyOptions, Outcome } from '../identity-center.ts';
import type { Poller } from './poller.ts';
import type { Session } from './session.ts';
import { createAssignment, deleteAssignment, provision } from './write-assignment.ts';
import { createPermissionSet, deletePermissionSet, updatePermissionSet } from './write-definition.ts';
import { type Writing, writing } from './writing.ts';

export interface Writer {
  readonly session: Session;
  readonly poller: Poller;
}

export function write({ session, poller }: Writer, operation: Operation, options: ApplyOptions): Promise<Outcome> {
  return writing(session, options, (attempt) => perform(attempt, poller, operation));
}

async function perform(attempt: Writing, poller: Poller, operation: Operation): Promise<Outcome> {
  const followed = { ...attempt, poller };
  switch (operation.kind) {
    case 'permission-set':
      return performOnSet(attempt, operation.change);
    case 'assignment': {
      const { change } = operation;
      return change.action === 'create'
        ? createAssignment(followed, change.assignment)
        : deleteAssignment(followed, change);
    }
    case 'provisioning':
      return provision(followed, operation.change, operation.account);
    default:
      return operation satisfies never;
  }
}

async function performOnSet(attempt: Writing, change: PermissionSetChange): Promise<Outcome> {
  switch (change.action) {
    case 'create':
      return change.after === undefined ? NO_DEFINITION : createPermissionSet(attempt, change.after);
    case 'adopt':
    case 'update':
      return updatePermissionSet(attempt, change);
    case 'delete':
      return deletePermissionSet(attempt, change);
    default:
      return change.action satisfies never;
  }
}

const NO_DEFINITION: Outcome = { status: 'not-sent', reason: 'the change has no definition to create' };
