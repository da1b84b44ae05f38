// `access wait`: until the groups of the files can be assigned. Reads, and writes nothing: what a person could do meanwhile is printed.
import type { Declarations, GroupDeclaration } from '../config/declarations.ts';
import { isGuid, objectIdOf } from '../config/object-id.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { suggester } from '../diagnostics/suggest.ts';
import { counted } from '../diagnostics/wording.ts';
import { later } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import type { Results } from '../render/formats.ts';
import { resolveGroups } from '../resolve/groups.ts';
import { needsOf } from '../resolve/needs.ts';
import { tenantQuestion } from '../resolve/tenant.ts';
import type { EntraState } from '../state/entra.ts';
import { stepOf } from '../state/group-step.ts';
import { connected } from './connecting.ts';
import { declaredConfig } from './declared-config.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';

const TIMED_OUT = 2;
const STANDARD_TIMEOUT_MS = 60 * 60_000;
const FIRST_PAUSE_MS = 15_000;
/** A group that is provisioned on demand is there long before the next cycle. */
const LONGEST_PAUSE_MS = 5 * 60_000;

export async function wait(host: Host, words: readonly string[], options: Options): Promise<number> {
  const { value, diagnostics, sources } = await declaredConfig(host, options);
  const { declarations } = value;
  const unknown = unknownKeys(words, declarations);
  if (hasErrors([...diagnostics, ...unknown])) {
    printFindings(host, [...diagnostics, ...unknown], sources);
    return 1;
  }
  const keys = new Set(words.length === 0 ? declarations.groups.keys() : words);
  return connected(host, { declarations, options }, async ({ identityCenter, entra }) => {
    const place = { declarations, keys, reader: identityCenter, entra };
    const end = later(host.now(), options.timeout ?? STANDARD_TIMEOUT_MS);
    let lastSteps = '';
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
      const { waiting, unpinned, hopeless, ready } = await look(host, place);
      const left = end - host.now();
      if (waiting.length === 0 || hopeless.length > 0 || left <= 0) {
        host.stdout.write(`${counted(ready, 'group')} assignable\n`);
        const isLate = waiting.length > 0 && hopeless.length === 0;
        const found = [...hopeless, ...unpinned, ...waiting.map(({ finding }) => finding)];
        const late = isLate ? [timedOut(waiting, options.timeout ?? STANDARD_TIMEOUT_MS)] : [];
        if (found.length > 0) printFindings(host, [...found, ...late], sources);
        if (hopeless.length > 0) return 1;
        return isLate ? TIMED_OUT : 0;
      }
      lastSteps = await printSteps(host, { waiting, left, lastSteps });
      await host.sleep(Math.min(pause, left));
    }
  });
}

interface Steps {
  readonly waiting: readonly Waiting[];
  /** Milliseconds. */
  readonly left: number;
  readonly lastSteps: string;
}

/** Steps are told when they change. Gives them for the next look. */
export async function printSteps(host: Host, { waiting, left, lastSteps }: Steps): Promise<string> {
  const steps = JSON.stringify(waiting.map(({ group }) => [group.key, group.step]));
  if (steps === lastSteps) return steps;
  const [demand] = waiting.flatMap((each) => each.demand ?? []);
  const groups = waiting.map(({ group }) => group);
  await printResult(host, { kind: 'waiting', value: { groups, left, ...optional({ demand }) } });
  return steps;
}

interface Place {
  readonly declarations: Declarations;
  readonly keys: ReadonlySet<string>;
  readonly reader: IdentityCenterReader;
  readonly entra: Entra;
}

type WaitingGroups = Results['waiting'];

/** A group that is not there yet. */
export interface Waiting {
  readonly group: WaitingGroups['groups'][number];
  readonly demand: WaitingGroups['demand'] | undefined;
  readonly finding: Diagnostic;
}

interface Look {
  readonly waiting: readonly Waiting[];
  /** Trusted by name, and not there. */
  readonly unpinned: readonly Diagnostic[];
  /** What no waiting cures: a group that is another than was reviewed. */
  readonly hopeless: readonly Diagnostic[];
  /** How many are there. */
  readonly ready: number;
}

/** Pinned groups only are waited for: a name proves nothing. */
async function look(host: Host, { declarations, keys, reader, entra }: Place): Promise<Look> {
  const needs = { ...needsOf(declarations), organizationalUnits: false, accountTags: false };
  const live = await reader.readDirectory(needs);
  const asked = [...declarations.groups.values()].filter(({ key }) => keys.has(key.value));
  const own = { ...declarations, groups: new Map(asked.map((declaration) => [declaration.key.value, declaration])) };
  const { groups: resolved, findings } = resolveGroups(own, live, 0);
  const missing = asked.filter(({ key }) => resolved.get(key.value)?.status === 'missing');
  const tenant = missing.length === 0 ? undefined : await entra.read(tenantQuestion(own, host.now()), host.signal);
  const changed = [...resolved.values()].flatMap((resolution): readonly Diagnostic[] => {
    if (resolution.status !== 'changed') return [];
    const { code, reason, hint } = resolution.holdReason;
    return [{ code, severity: 'error', message: reason, ...optional({ hint }) }];
  });
  const all = missing.map((declaration) => waitingFor(declaration, tenant));
  return {
    waiting: all.filter((_, index) => missing[index]?.pin?.kind !== 'unpinned'),
    unpinned: all.filter((_, index) => missing[index]?.pin?.kind === 'unpinned').map(({ finding }) => finding),
    hopeless: [...findings.filter(({ severity }) => severity === 'error'), ...changed],
    ready: [...resolved.values()].filter(({ status }) => status === 'found').length,
  };
}

/** `tenant` undefined: Entra was not asked. */
export function waitingFor(declaration: GroupDeclaration, tenant: EntraState | undefined): Waiting {
  const { key, displayName, kind } = declaration;
  const id = kind === 'group' ? objectIdOf(declaration) : undefined;
  const step = tenant === undefined || id === undefined ? undefined : stepOf(id, tenant);
  const of = kind === 'user' ? { of: kind } : {};
  const isUpToACycle = step?.kind === 'waiting' || step?.kind === 'failing';
  return {
    group: {
      key: key.value,
      displayName: displayName.value,
      ...optional({ step }),
    },
    demand: isUpToACycle ? demandOf(id!, tenant!) : undefined,
    finding: diagnose('group/not-synced', { ...of, name: displayName.value, step }, { span: key.span }),
  };
}

/** Only ids of a form that no shell reads anything into. */
function demandOf(group: string, { applications }: EntraState): WaitingGroups['demand'] | undefined {
  if (!applications.read) return undefined;
  for (const { id: servicePrincipal, assignments, provisioning } of applications.value) {
    const isOwn = assignments.read && assignments.value.some(({ principalId }) => principalId === group);
    const job = provisioning.read ? provisioning.value[0]?.id : undefined;
    if (isOwn && job !== undefined && /^[\w.-]{1,128}$/.test(job) && isGuid(servicePrincipal))
      return { servicePrincipal, job, group };
  }
  return undefined;
}

function timedOut(waiting: readonly Waiting[], milliseconds: number): Diagnostic {
  return diagnose('cli/wait-timed-out', { count: waiting.length, minutes: Math.round(milliseconds / 60_000) });
}

function unknownKeys(words: readonly string[], { groups }: Declarations): readonly Diagnostic[] {
  const suggest = suggester();
  return words
    .filter((word) => !groups.has(word))
    .map((name) => diagnose('name/unknown', { kind: 'group', name, nearest: suggest(name, [...groups.keys()]) }));
}
