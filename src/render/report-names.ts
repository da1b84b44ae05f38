// How a report calls accounts and principals: with their ids where a name alone could mean another.
import { confusingNames } from '../holdings/names.ts';
import type { Report, ReportAccount, ReportAssignment } from '../query/report.ts';
import type { ReportPrincipal } from '../query/report-people.ts';

export interface ReportNames {
  readonly principal: (principal: ReportPrincipal) => string;
  readonly account: (account: ReportAccount) => string;
}

export function reportNames({ accounts, principals }: Pick<Report, 'accounts' | 'principals'>): ReportNames {
  const namesIn = (all: readonly Pick<ReportPrincipal, 'id' | 'name'>[]) =>
    Object.fromEntries(all.map(({ id, name }) => [id, name]));
  const confusing = confusingNames({ accounts: namesIn(accounts), principals: namesIn(principals) });
  const shown = ({ id, name }: Pick<ReportPrincipal, 'id' | 'name'>, withId: ReadonlySet<string>) =>
    withId.has(id) && id !== name ? `${name} (${id})` : name;
  return {
    principal: (principal) => shown(principal, confusing.principals),
    account: (account) => shown(account, confusing.accounts),
  };
}

/** How live agrees with the files. */
export const LIVE_WORDS: Readonly<Record<NonNullable<ReportAssignment['live']>, string>> = {
  'in-place': 'in place',
  drifted: 'in place, with another definition',
  missing: 'not in Identity Center',
  held: 'held',
  federated: 'by a SAML role',
  unmanaged: 'not granted by the files',
  ended: 'in place, and its grant has ended',
  unread: 'not read',
};
