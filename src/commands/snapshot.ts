// `access snapshot`: an Identity Center in a file, for plans without credentials.
import { hasErrors } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import { gather, type LoadedConfig } from '../gather.ts';
import type { Instant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { scopeOf } from '../resolve/needs.ts';
import { tenantFindings, tenantQuestion } from '../resolve/tenant.ts';
import { blurred } from '../snapshot/blur.ts';
import { writtenAccountPolicies } from '../snapshot/account-policies.ts';
import { snapshotQuestion, writtenEntra } from '../snapshot/entra.ts';
import { type Snapshot, snapshotReader, takeSnapshot } from '../snapshot/snapshot.ts';
import { limitsOf } from '../state/allowance.ts';
import { connected } from './connecting.ts';
import { outputFile, writeText } from './files.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, resultText } from './output.ts';
import { plannableConfig } from './planning.ts';

export async function snapshot(host: Host, [file = '']: readonly string[], options: Options): Promise<number> {
  outputFile(host, file);
  const config = await plannableConfig(host, options);
  const { declarations } = config.value;
  const owner = declarations.settings.identityCenter.owner?.value;
  if (hasErrors(config.diagnostics) || owner === undefined) {
    printFindings(host, config.diagnostics, config.sources);
    return 1;
  }
  const { toolVersion } = host;
  const accessControl = declarations.settings.accessControlAttributes !== undefined;
  const members = options.members === true;
  const taken = await connected(host, { declarations, options }, async ({ identityCenter, entra, now = host.now }) => {
    const snapshot = await takeSnapshot(identityCenter, {
      takenAt: host.now(),
      toolVersion,
      owner,
      members,
      accessControl,
      ...optional({ targets: scopeOf(declarations, { audit: true, owner }).targets }),
    });
    const withPolicies = {
      ...snapshot,
      ...(await policiesFor(snapshot, { config, identityCenter, asOf: host.now() })),
    };
    if (options.entra !== true) return withPolicies;
    const assigned = new Set(snapshot.assignments.map(({ principal }) => principal.id));
    const question = snapshotQuestion(tenantQuestion(declarations, now()), snapshot.directory, { assigned, members });
    const state = await entra.read(question, host.signal);
    printFindings(host, tenantFindings(declarations, state), config.sources);
    return { ...withPolicies, entra: writtenEntra(state, { members }) };
  });
  const value = options.blur === true ? blurred(taken) : taken;
  writeText(host, file, await resultText(host, { kind: 'snapshot', value }, 'json'));
  const parts = [
    counted(value.directory.accounts.length, 'account'),
    counted(value.directory.groups.length, 'group'),
    counted(value.permissionSets.length, 'permission set'),
    counted(value.assignments.length, 'assignment'),
    ...memberParts(value),
    ...entraParts(value),
  ];
  host.stderr.write(`snapshot of ${parts.join(', ')}\n`);
  return 0;
}

interface Asking {
  readonly config: LoadedConfig;
  readonly identityCenter: Pick<IdentityCenterReader, 'readAccountPolicies'>;
  readonly asOf: Instant;
}

/** What a plan of these files asks the accounts, asked as it would be: everything else is read from the snapshot. */
async function policiesFor(
  snapshot: Snapshot,
  { config, identityCenter: { readAccountPolicies }, asOf }: Asking,
): Promise<Pick<Snapshot, 'accountPolicies'>> {
  if (config.value.declarations.settings.preflight === undefined || readAccountPolicies === undefined) return {};
  const reader = { ...snapshotReader(snapshot), readAccountPolicies };
  const { value } = await gather(config.value, reader, { asOf, allowed: limitsOf([]), audit: false, preflight: true });
  const read = value?.preflight?.accounts;
  return read === undefined ? {} : { accountPolicies: writtenAccountPolicies(read) };
}

const entraParts = ({ entra }: Snapshot): readonly string[] =>
  entra === undefined
    ? []
    : [entra.groups.read ? `${counted(entra.groups.value.length, 'group')} of Entra` : 'no groups of Entra'];

/** What could not be asked is told: whoever needs it should not find out later. */
function memberParts({ members, directory: { groups } }: Snapshot): readonly string[] {
  if (members === undefined) return [];
  const known = Object.values(members);
  const people = new Set(known.flat());
  const unread = groups.length - known.length;
  return [
    `${counted(people.size, 'person')} in ${counted(known.length, 'group')}`,
    ...(unread === 0 ? [] : [`${counted(unread, 'group')} of unknown members`]),
  ];
}
