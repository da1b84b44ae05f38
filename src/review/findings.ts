// A review as findings, for places that have nothing but findings: `access validate --base`, annotations, SARIF.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { PermissionSetName } from '../state/state.ts';
import type { GrantChange } from './grants.ts';
import type { IdentityChange } from './identities.ts';
import { type Rename, SAME } from './renames.ts';
import type { Review } from './review.ts';

/** `isAdministrator`: whether a set gives administrator access, or may. */
export function reviewFindings(
  { identities, renames, grants }: Review,
  isAdministrator: (permissionSet: PermissionSetName) => boolean,
): readonly Diagnostic[] {
  return [
    ...identities.filter(({ change }) => change !== 'pinned').map(identityFinding),
    ...renames.map(renameFinding),
    ...grants.map((grant) => grantFinding(grant, grant.permissionSets.some(isAdministrator))),
  ];
}

const KINDS = { group: 'group', account: 'account', 'permission-set': 'permission set' } as const;

function identityFinding({ kind, name, before, after, span }: IdentityChange): Diagnostic {
  return diagnose('review/identity-changed', { what: KINDS[kind], name, before, after }, { span });
}

const RENAMED = { group: 'group', account: 'account', 'account-set': 'account set' } as const;

function renameFinding({ kind, before, after, span }: Rename): Diagnostic {
  return diagnose('review/renamed', { what: RENAMED[kind], before, after, same: SAME[kind] }, { span });
}

function grantFinding(grant: GrantChange, administrator: boolean): Diagnostic {
  const { direction, groups, permissionSets, accounts, span } = grant;
  const facts = {
    groups,
    permissionSets,
    reach: reachWords(grant),
    ...(accounts === undefined ? {} : { accounts: accounts.length }),
  };
  if (direction === 'narrower') return diagnose('review/grant-narrowed', facts, { span });
  return diagnose(administrator ? 'review/administrator-widened' : 'review/grant-widened', facts, { span });
}

function reachWords({ direction, change, selectors, exceptionsDropped, ends, otherEnd }: GrantChange): string {
  const where = `${selectors
    .slice(0, MOST)
    .map(({ text, accountSet }) => `\`${text}\`${accountSet === undefined ? '' : ` of \`set:${accountSet}\``}`)
    .join(', ')}${selectors.length > MOST ? ` and ${selectors.length - MOST} more` : ''}`;
  const [until, other] = [ends, otherEnd].map((end) => end ?? 'never');
  if (change === 'end')
    return direction === 'wider'
      ? `in ${where} ends ${until}, not ${other}`
      : `in ${where} ends ${other}, not ${until}`;
  if (direction === 'narrower') return `no longer in ${where}`;
  if (change === 'may-be-empty') return `in ${where} may now select nothing without a finding`;
  if (change === 'not-compared') return `in ${where}: too much to compare`;
  const dropped =
    exceptionsDropped.length === 0
      ? ''
      : `, no longer except ${exceptionsDropped.map((text) => `\`${text}\``).join(', ')}`;
  return `now in ${where}${dropped}${ends === undefined ? '' : `, until ${ends}`}`;
}

const MOST = 5;
