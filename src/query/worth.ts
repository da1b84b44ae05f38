// What an access comes to: worked out once for each definition, however many have it, and only of what is asked.
import { type Administration, nearAdministrationOfSet } from '../meaning/administration.ts';
import type { Difference } from '../meaning/meaning.ts';
import type { AccountContext, Meanings } from '../meaning/meanings.ts';
import { memoize, memoizeByIdentity } from '../memoize.ts';
import { optional } from '../optional.ts';
import type { NearAdministration } from '../policy/escalation/index.ts';
import type { PermissionSetInAccount, PermissionsBoundary } from '../state/state.ts';
import type { Access, Accesses } from './accesses.ts';

export interface Worth {
  /** Absent: no administrator. */
  readonly administration?: Administration;
  /** Undefined: not nearly an administrator, or one. Worked out when it is asked for: it costs as much as all the rest, and few ask. */
  readonly near: () => NearAdministration | undefined;
  /**
   * Levels, services, escalation paths and what is in doubt, as a plan has it of a set that is new. Worked out when it is asked for: of an administrator it is
   * every action of every service, and says nothing more.
   */
  readonly allows: () => Difference;
  /** Escalation paths alone, at a part of the cost. */
  readonly paths: () => readonly PathTitle[];
  /** What limits it. */
  readonly boundary?: PermissionsBoundary;
}

interface PathTitle {
  readonly id: string;
  readonly title: string;
}

/** Undefined: nobody has read the definition, and it may allow anything. */
export function worthOf(meanings: Meanings, accesses: Pick<Accesses, 'identityCenterAdminAccounts'>) {
  const inAdmin = worthIn(meanings, { identityCenterAdmin: true });
  const elsewhere = worthIn(meanings, { identityCenterAdmin: false });
  return ({ definition, account }: Pick<Access, 'definition' | 'account'>): Worth | undefined => {
    if (definition === undefined) return undefined;
    return (accesses.identityCenterAdminAccounts.has(account) ? inAdmin : elsewhere)(definition);
  };
}

/** Of sets in accounts of one kind. */
export function worthIn(meanings: Meanings, context: AccountContext): (set: PermissionSetInAccount) => Worth {
  return memoizeByIdentity((set: PermissionSetInAccount): Worth => {
    const administration = meanings.administration(set);
    const { index } = meanings.data;
    const near = memoize(() =>
      administration === undefined
        ? nearAdministrationOfSet(meanings.grantOf(set), set.permissionsBoundary, { index, budget: meanings.budget() })
        : undefined,
    );
    return {
      near,
      allows: memoize(() => meanings.worthOf([set], context)),
      paths: memoize(() =>
        meanings.paths([set], context).open.map(({ path: { id, title } }): PathTitle => ({ id, title })),
      ),
      ...optional({ administration, boundary: set.permissionsBoundary }),
    };
  });
}
