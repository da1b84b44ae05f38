// Where each change was asked for, and why: for people. Nothing of this is in the plan id.
import { type InstantText, writeInstant } from '../instant.ts';
import type { Meanings } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import type { PermissionSetInAccount } from '../state/account-policies.ts';
import { type Desired, type Facts, originOf } from '../state/desired.ts';
import type { Live } from '../state/live.ts';
import { permissionSetOfRole } from '../state/saml-roles.ts';
import {
  type Address,
  type Assignment,
  ATTRIBUTES_ADDRESS,
  pairAddress,
  permissionSetAddress,
  type State,
  targetOf,
} from '../state/state.ts';
import { testsOf } from './access-control.ts';
import { administrationIn } from './administrator.ts';
import type { Change, SamlPrincipal } from './change.ts';
import type { Kept } from './keep.ts';
import type { InAccount, Variants } from './preflight.ts';

export interface FactInputs {
  readonly desired: Desired;
  readonly live: Live;
  readonly kept: Kept;
  readonly meanings: Meanings | undefined;
  readonly variants: Variants;
  readonly inAccount: InAccount;
  /** Of roles that are taken by SAML. */
  readonly grantees: ReadonlyMap<Address, readonly SamlPrincipal[]>;
}

export function withFacts(change: Change, inputs: FactInputs): Change {
  const { desired, live, kept, meanings, variants, inAccount } = inputs;
  switch (change.kind) {
    case 'permission-set': {
      const renamedFrom = change.action === 'create' ? desired.renames.get(change.permissionSet) : undefined;
      return {
        ...change,
        origins: originsOf(desired, change.address),
        ...optional({ renamedFrom }),
        ...administratorFact(change.after && variants(change.permissionSet, [change.after]).flat(), meanings),
      };
    }
    case 'provisioning':
      return { ...change, origins: originsOf(desired, permissionSetAddress(change.permissionSet)) };
    case 'assignment': {
      if (change.action === 'create') {
        const { permissionSet, account } = change.assignment;
        const set = kept.state.permissionSets.get(permissionSetAddress(permissionSet));
        const role = roleIn(kept.state, { permissionSet, account });
        return {
          ...change,
          origins: originsOf(desired, change.address),
          ...grantFacts(desired.facts.get(change.address)),
          ...administratorFact(set === undefined ? role && [role] : [inAccount(set, account)], meanings),
        };
      }
      const cause = kept.causes.get(change.address);
      const origins = (desired.expired.get(change.address) ?? []).map(originOf);
      return { ...change, origins, ...optional({ deleteReason: cause }) };
    }
    case 'access-control-attributes': {
      const tests = testsOf(change, { live, after: kept.state, meanings, variants });
      const origins = originsOf(desired, ATTRIBUTES_ADDRESS);
      return { ...change, origins, tests, risk: tests.length === 0 ? 'neutral' : 'unknown' };
    }
    case 'resource':
      return {
        ...change,
        origins: originsOf(desired, change.address),
        ...administratorFact(asList(permissionSetOfRole(change.after)), meanings),
        ...optional({ grantedTo: change.after && inputs.grantees.get(change.address) }),
      };
    default:
      return change satisfies never;
  }
}

const asList = (set: PermissionSetInAccount | undefined): readonly PermissionSetInAccount[] =>
  set === undefined ? [] : [set];

/** One that exists already, as far as it was read. */
function roleIn(
  { roles }: State,
  { permissionSet, account }: Pick<Assignment, 'permissionSet' | 'account'>,
): PermissionSetInAccount | undefined {
  return targetOf(permissionSet) === 'identity-center' ? undefined : roles?.get(pairAddress(permissionSet, account));
}

/** In one of the accounts at least. */
function administratorFact(
  variants: readonly PermissionSetInAccount[] = [],
  meanings: Meanings | undefined,
): { readonly administrator?: true } {
  return variants.some((set) => administrationIn(set, meanings) !== undefined) ? { administrator: true } : {};
}

function grantFacts(facts: Facts | undefined): {
  readonly expires?: InstantText;
  readonly reasons?: readonly string[];
} {
  const { expires, reasons = [] } = facts ?? {};
  return {
    ...(expires === undefined ? {} : { expires: writeInstant(expires) }),
    ...(reasons.length === 0 ? {} : { reasons }),
  };
}

function originsOf(desired: Desired, address: Address) {
  return (desired.facts.get(address)?.origins ?? []).map(originOf);
}
