// What became of an apply: one result an operation, in the plan's order. Rendering is src/render's.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Instant } from '../instant.ts';
import { optional } from '../optional.ts';
import {
  accountOf,
  type Change,
  type Operation,
  type Origin,
  operationAddress,
  permissionSetOf,
} from '../plan/change.ts';
import type { Outcome } from '../provider/identity-center.ts';
import type { AccountId, Address, PermissionSetName, Principal, ResourceReference } from '../state/state.ts';

export interface ApplyReport {
  readonly planId: string;
  readonly startedAt: Instant;
  readonly endedAt: Instant;
  /** One an operation, in the order of the plan, whatever the order they ended in. */
  readonly results: readonly OperationResult[];
  readonly counts: Counts;
  /** The apply was asked to stop before everything had an outcome. */
  readonly interrupted: boolean;
  /** The failure that kept the rest from being sent: lost credentials, a journal that cannot be written. */
  readonly stopped?: Diagnostic;
}

export interface OperationResult {
  /** For a provisioning this is the pair's address, `provisioning/Developer/222222222222`. */
  readonly address: Address;
  readonly kind: Change['kind'];
  readonly action: Change['action'];
  /** Absent for attributes for access control, and for resources. */
  readonly permissionSet?: PermissionSetName;
  /** What another target needs beside assignments. */
  readonly resource?: ResourceReference;
  readonly account?: AccountId;
  readonly principal?: Principal;
  readonly status: Outcome['status'];
  /** Why it is neither done nor already so: AWS's FailureReason where there is one. Text from outside: escape it. */
  readonly reason?: string;
  /** What it had changed by then, and what is so now. Text from outside: escape it. */
  readonly changed?: readonly string[];
  /** What it had changed and took back. */
  readonly putBack?: readonly string[];
  /** Not sent because the operation with this address did not succeed. */
  readonly blockedBy?: Address;
  /** AWS's request id, as CloudTrail shows it. */
  readonly requestId?: string;
  /** The lines of the files that asked for it. */
  readonly origins: readonly Origin[];
}

export interface Counts {
  readonly done: number;
  readonly already: number;
  readonly failed: number;
  readonly notSent: number;
  readonly unknown: number;
}

export function resultOf(operation: Operation, outcome: Outcome, blockedBy?: Address): OperationResult {
  const { change } = operation;
  const account = accountOf(operation);
  return {
    address: operationAddress(operation),
    kind: change.kind,
    action: change.action,
    ...optional({ permissionSet: permissionSetOf(change), account }),
    ...(change.kind === 'assignment' ? { principal: change.assignment.principal } : {}),
    ...(change.kind === 'resource' ? { resource: change.resource } : {}),
    ...outcome,
    ...optional({ blockedBy }),
    origins: change.origins,
  };
}

export function countResults(results: readonly Pick<OperationResult, 'status'>[]): Counts {
  const of = (status: Outcome['status']) => results.filter((result) => result.status === status).length;
  return {
    done: of('done'),
    already: of('already'),
    failed: of('failed'),
    notSent: of('not-sent'),
    unknown: of('unknown'),
  };
}

/** Whether live has it so now: written by us, or found so. */
export function isSuccess({ status }: Pick<Outcome, 'status'>): boolean {
  return status === 'done' || status === 'already';
}

/** Whether the apply did all that it was given to do. */
export function isComplete({ results, stopped }: Pick<ApplyReport, 'results' | 'stopped'>): boolean {
  return stopped === undefined && results.every(isSuccess);
}
