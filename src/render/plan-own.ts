// Whose doing: what of a plan is this change's, which stands first and whole, and what was there before it, which is counted.

import { counted } from '../diagnostics/wording.ts';
import type { Change } from '../plan/change.ts';
import type { Held, Plan } from '../plan/plan.ts';
import type { SamlAccess } from '../plan/saml-access.ts';
import { joined, type Phrase, phrase, say } from './phrase.ts';

export interface Own {
  /** Told in full: of this change, or all where there is no base. */
  readonly changes: readonly Change[];
  readonly held: readonly Held[];
  readonly samlAccess: readonly SamlAccess[];
  /** With a base: whether something of the plan is told in short only. */
  readonly others: readonly (Change | Held)[];
}

/** `all`: everything is told, whoever did it. Without a base there is no telling. */
export function ownOf(
  { changes, held, samlAccess = [] }: Pick<Plan, 'changes' | 'held' | 'samlAccess'>,
  all: boolean,
): Own {
  const isOwn = ({ cause }: Change | Held | SamlAccess) => all || cause === undefined || cause === 'this-change';
  return {
    changes: changes.filter(isOwn),
    held: held.filter(isOwn),
    samlAccess: samlAccess.filter(isOwn),
    others: [...changes, ...held].filter((each) => !isOwn(each)),
  };
}

/** `Not by this change: drift 6, pending 31, applied with it; on hold 4`; what gives administrator access is told. Undefined: everything is this change's. */
export function othersPhrase({ others }: Own): Phrase | undefined {
  if (others.length === 0) return undefined;
  const changes = others.filter((each): each is Change => 'address' in each);
  const number = (cause: Change['cause']) =>
    changes.reduce((sum, change) => sum + (change.cause === cause ? sizeOf(change) : 0), 0);
  const administrators = changes.filter(givesAdministrator).length;
  const applied = [
    ...(number('drift') === 0 ? [] : [`drift ${number('drift')}`]),
    ...(number('pending') === 0 ? [] : [`pending ${number('pending')}`]),
  ];
  const among =
    administrators === 0 ? [] : phrase` (among them ${say(counted(administrators, 'change'))} of administrator access)`;
  const onHold = others.length - changes.length;
  return phrase`Not by this change: ${joined(
    [
      ...(applied.length === 0 ? [] : [phrase`${say(`${applied.join(', ')}, applied with it`)}${among}`]),
      ...(onHold === 0 ? [] : [say(`on hold ${onHold}`)]),
    ],
    '; ',
  )}`;
}

/** An assignment of such a set, or a definition that is not known to allow no more than before. */
function givesAdministrator(change: Change): boolean {
  if (change.kind !== 'permission-set' && change.kind !== 'assignment') return false;
  if (change.administrator !== true || change.action === 'delete') return false;
  return change.kind === 'assignment' || change.risk === 'broadens' || change.risk === 'unknown';
}

/** A provisioning is a change in each of its accounts. */
const sizeOf = (change: Change): number => (change.kind === 'provisioning' ? change.accounts.length : 1);
