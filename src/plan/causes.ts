// Whose doing each change is: the plan of the base's files against the same live says what was there before this change of the files.
import { optional } from '../optional.ts';
import type { Cause, Held } from '../state/desired.ts';
import { canonicalJson } from '../state/digest.ts';
import type { AccountId, PermissionSetName, Principal, ResourceReference } from '../state/state.ts';
import { type Change, permissionSetOf } from './change.ts';
import { identityOf } from './plan-id.ts';
import type { Reconciled } from './reconcile.ts';

/** A change of the base's plan that this one does not have: what the files cancel. */
export interface Cancelled {
  readonly kind: Change['kind'];
  readonly action: Change['action'];
  /** Absent for attributes for access control, and for resources. */
  readonly permissionSet?: PermissionSetName;
  readonly resource?: ResourceReference;
  /** Of an assignment. */
  readonly account?: AccountId;
  readonly principal?: Principal;
}

type Planned = Pick<Reconciled, 'changes' | 'kept'>;

export interface Attributed {
  readonly changes: readonly Change[];
  readonly held: readonly Held[];
  readonly cancelled: readonly Cancelled[];
}

/** `base`: what the base's files would do in the same live, as far as their guards let them. */
export function attributed({ changes, kept: { held } }: Planned, base: Planned): Attributed {
  const before = new Set(base.changes.map(keyOf));
  const heldBefore = new Set(base.kept.held.map(heldKey));
  const planned = new Set([...changes.map(({ address }) => address)]);
  const stillHeld = new Set(held.map(heldPlace));
  return {
    changes: changes.map((change) => ({
      ...change,
      cause: before.has(keyOf(change)) ? earlier(change) : 'this-change',
    })),
    held: held.map((each) => ({ ...each, cause: heldBefore.has(heldKey(each)) ? earlier(each) : 'this-change' })),
    cancelled: base.changes
      .filter((change) => !planned.has(change.address) && !stillHeld.has(placeOf(change)))
      .map(cancelled),
  };
}

/** The files asked for it before, and live has not followed yet; or live has otherwise what they had settled. */
function earlier(change: Pick<Change | Held, 'action'> & { readonly deleteReason?: string }): Cause {
  const asked = change.action === 'create' || change.action === 'adopt';
  return asked || change.deleteReason === 'expired' || change.deleteReason === 'renamed' ? 'pending' : 'drift';
}

/** What it comes to, in whichever order. */
function keyOf(change: Change): string {
  return canonicalJson({ ...(identityOf(change) as object), dependsOn: null });
}

const heldKey = (held: Held): string => `${heldPlace(held)}\n${held.action}\n${held.code}`;

const heldPlace = ({ kind, address, permissionSet, account, principal }: Held): string =>
  JSON.stringify([kind, permissionSet ?? address, account, principal?.id ?? principal?.name]);

function placeOf(change: Change): string {
  const row =
    change.kind === 'assignment' ? [change.assignment.account, change.assignment.principal.id] : [undefined, undefined];
  return JSON.stringify([change.kind, permissionSetOf(change) ?? change.address, ...row]);
}

function cancelled(change: Change): Cancelled {
  const { kind, action } = change;
  const row =
    change.kind === 'assignment' ? { account: change.assignment.account, principal: change.assignment.principal } : {};
  const resource = change.kind === 'resource' ? change.resource : undefined;
  return { kind, action, ...optional({ permissionSet: permissionSetOf(change), resource }), ...row };
}
