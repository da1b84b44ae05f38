// sso-admin: finding asynchronous operations again by their request id or their status.
import { seconds } from '../clock.ts';
import { notFound } from '../errors.ts';
import type { Output } from '../operation.ts';
import type { Operation, SandboxState, Work } from '../state.ts';

export function requireOperation(state: SandboxState, kind: Work['kind'], id: string): Operation {
  const operation = state.operations.get(id);
  if (operation !== undefined && operation.work.kind === kind) return operation;
  throw notFound(`Could not find request with id ${id}`);
}

/** Operations of one kind, newest first; unfinished ones are found without going through the others. */
export function withStatus(state: SandboxState, kind: Work['kind'], status: string | undefined): readonly Operation[] {
  const among = status === 'IN_PROGRESS' ? [...state.pending] : [...state.operations.values()];
  return among
    .filter((operation) => operation.work.kind === kind && (status === undefined || operation.status === status))
    .reverse();
}

/** The short form of the List…Status operations; the reason of a failure is told by Describe…Status only. */
export const listed = (operation: Operation): Output => ({
  Status: operation.status,
  RequestId: operation.id,
  CreatedDate: seconds(operation.createdAt),
});
