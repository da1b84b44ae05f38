// Permission sets that belong to another tool: it makes them again, changes them back, or takes them away in an hour. Each is recognised by something
// that its maker writes, and never by what it allows.

import { optional } from '../optional.ts';
import { isControlTowers } from '../plan/control-tower.ts';
import { asRead, UNREAD } from '../state/read.ts';
import type { PermissionSet } from '../state/state.ts';

export type OtherTool =
  | { readonly kind: 'control-tower' }
  /** `why`: what it was recognised by, for a comment. */
  | { readonly kind: 'just-in-time'; readonly why: string };

export function otherToolOf(set: PermissionSet): OtherTool | undefined {
  const { name, owner, tags = {} } = set;
  const other = {
    name,
    ...optional({ owner }),
    definition: asRead(set),
    accounts: UNREAD,
    assignments: UNREAD,
  };
  if (isControlTowers(other)) return { kind: 'control-tower' };
  const tag = Object.entries(tags).find(([key, value]) => isToolTag(key, value));
  if (tag !== undefined) return { kind: 'just-in-time', why: `tag ${tag[0]}=${tag[1]}` };
  return TEMPORARY.test(name) ? { kind: 'just-in-time', why: 'its name says that it is temporary' } : undefined;
}

/** The groups that Control Tower makes in Identity Center (AWS Control Tower User Guide, "IAM Identity Center groups for AWS Control Tower"). */
export const CONTROL_TOWER_GROUPS: ReadonlySet<string> = new Set([
  'AWSAccountFactory',
  'AWSAuditAccountAdmins',
  'AWSControlTowerAdmins',
  'AWSLogArchiveAdmins',
  'AWSLogArchiveViewers',
  'AWSSecurityAuditPowerUsers',
  'AWSSecurityAuditors',
  'AWSServiceCatalogAdmins',
]);

/** Tools that give access for a while, as they name themselves in tags. */
const TOOLS = new Set(
  [
    'abbey',
    'apono',
    'britive',
    'common-fate',
    'conductorone',
    'entitle',
    'granted',
    'indent',
    'opal',
    'p0',
    'sso-elevator',
    'sym',
  ].flatMap((name) => [name, name.replaceAll('-', '')]),
);
const MAKERS = /^(?:managed|created|provisioned)[-_: ]?by$/i;
const TEMPORARY = /^(?:jit|tmp|temp|temporary|ephemeral)[-_.]/i;

function isToolTag(key: string, value: string): boolean {
  const [space = ''] = key.split(/[:/]/);
  const plain = (text: string) => text.toLowerCase().replaceAll(/[ _]/g, '-');
  return (MAKERS.test(key) && TOOLS.has(plain(value))) || (space !== key && TOOLS.has(plain(space)));
}
