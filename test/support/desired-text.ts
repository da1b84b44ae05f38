// Desired as a page that a reviewer of a golden case can read: one line a fact, ids beside names, sections that are empty left out.
import type { Desired } from '../../src/state/desired.ts';
import { canonicalJson } from '../../src/state/digest.ts';
import type { Directory } from '../../src/state/directory.ts';
import { type Assignment, assignmentAddress, type PermissionSet } from '../../src/state/state.ts';

/** Cases of quotas have hundreds of lines, of which the first say enough. */
const MOST_LINES = 40;

export function desiredText(desired: Desired, directory: Directory): string {
  const { state, facts, held, deleteBlockedPairs, expired, external, renames, changedGroups } = desired;
  const accounts = new Map(directory.accounts.map(({ id, name }) => [id, name]));
  const groups = new Map(directory.groups.map(({ id, displayName }) => [id, displayName]));
  const rowText = ({ permissionSet, account, principal }: Assignment) =>
    `${permissionSet} / ${accounts.get(account) ?? '?'} ${account} / ${groups.get(principal.id) ?? '?'} ${principal.id}`;
  const sections: Readonly<Record<string, readonly string[]>> = {
    sets: [...state.permissionSets.values()].map(setText),
    external: [...external.keys()],
    renames: [...renames].map(([name, old]) => `${old} → ${name}`),
    rows: [...state.assignments.values()].map((row) => {
      const { origins = [], expires, reasons } = facts.get(assignmentAddress(row)) ?? {};
      return [
        rowText(row),
        `from ${origins.map(({ file, start }) => `${file}:${start.line}`).join(', ')}`,
        ...(expires === undefined ? [] : [`until ${new Date(expires).toISOString()}`]),
        ...(reasons === undefined ? [] : [`because ${reasons.join('; ')}`]),
      ].join('  ');
    }),
    resources: [...(state.resources?.values() ?? [])].map(
      ({ kind, name, account, owner, definition }) =>
        `${kind} ${name}${account === undefined ? '' : ` / ${accounts.get(account) ?? '?'} ${account}`} of ${owner} ${canonicalJson(kind === 'provider' ? { metadata: String(definition.metadata).length } : definition)}`,
    ),
    'read of accounts': (desired.samlRoles?.accounts ?? []).map((each) => canonicalJson(each)),
    held: held.map(
      ({ action, permissionSet, account = '', principal, code }) =>
        `${action} ${permissionSet} / ${account} / ${principal?.name}  ${code}`,
    ),
    shielded: [...deleteBlockedPairs].map(([address, { code }]) => `${address}  ${code}`),
    'changed groups': [...changedGroups].map(([id, { code }]) => `${groups.get(id)} ${id}  ${code}`),
    expired: [...expired].map(
      ([address, spans]) => `${address}  from ${spans.map(({ file, start }) => `${file}:${start.line}`).join(', ')}`,
    ),
  };
  return Object.entries(sections)
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${shortened(lines)}`)
    .join('');
}

/** Without the parts that every set has. */
function setText({ name, sessionDuration, ...parts }: PermissionSet): string {
  const said = Object.entries(parts).filter(([, part]) => !(Array.isArray(part) && part.length === 0));
  return `${name} ${sessionDuration} ${canonicalJson(Object.fromEntries(said))}`;
}

function shortened(lines: readonly string[]): string {
  const shown = lines.length > MOST_LINES ? [...lines.slice(0, 5), `… ${lines.length - 5} more`] : lines;
  return shown.map((line) => `  ${line}\n`).join('');
}
