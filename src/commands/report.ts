// `access report`: who has what, by the files, and with --live or --sandbox also what is otherwise there. With --runs: what was applied.
import path from 'node:path';
import { type Offline, offline } from '../compile.ts';
import type { Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import { counted, listedAssigned } from '../diagnostics/wording.ts';
import { driftOf } from '../drift/drift.ts';
import type { LoadedConfig } from '../gather.ts';
import { type Holding, holdingsOf } from '../holdings/holdings.ts';
import type { Instant } from '../instant.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import type { PlanSnapshot } from '../plan/plan.ts';
import { inAccountBy } from '../plan/preflight.ts';
import { loadPolicyData } from '../policy-data.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { type Accesses, accessesOfFiles, accessesWithLive, type LiveSide } from '../query/accesses.ts';
import { chosenBy } from '../query/choices.ts';
import { groupsThatMatter } from '../query/people.ts';
import { type ReportInputs, reportOf } from '../query/report.ts';
import { type Inventory, inventoryOfOrganization, placeIn } from '../resolve/inventory.ts';
import { accountsSelected } from '../resolve/selected-accounts.ts';
import { type Origin, originOf } from '../state/desired.ts';
import type { Directory } from '../state/directory.ts';
import { type Members, withoutMembers } from '../state/members.ts';
import type { AccountId } from '../state/state.ts';
import { accessReview } from './access-review.ts';
import { type Base, baseOf } from './base.ts';
import { reading, type Source } from './connecting.ts';
import { declaredConfig } from './declared-config.ts';
import type { Host } from './host.ts';
import { concernsOnlyOthers, liveAnswers } from './live-answers.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';
import { planned } from './planning.ts';
import { runs } from './runs.ts';

/** For all questions about what permission sets come to: of 300 sets a few seconds. */
const MOST_STEPS = 30_000_000;

export async function report(host: Host, words: readonly string[], options: Options): Promise<number> {
  if (options.runs === true || options.evidence === true) return runs(host, words, options);
  if (options.review !== undefined || options.decisions !== undefined) return accessReview(host, words, options);
  const [word] = words;
  if (word !== undefined)
    throw new AccessError(
      diagnose('cli/usage', {
        problem: `\`${word}\` needs \`--runs\` or \`--evidence\`: run logs are read with them`,
        verb: 'report',
      }),
    );
  const config = await declaredConfig(host, options);
  const base = { ...(await baseOf(host, config, options)), ref: options.base ?? '' };
  const files = offline(config.value, host.now());
  const isLive = options.live !== undefined || options.sandbox === true;
  const found = [...config.diagnostics, ...(isLive ? [] : files.grants.findings)];
  const inputs = hasErrors(found)
    ? { findings: found }
    : isLive
      ? await fromLive(host, { config, options, base })
      : { value: fromFiles(files, base), findings: found };
  if (hasErrors(inputs.findings) || !('value' in inputs) || inputs.value === undefined) {
    printFindings(host, inputs.findings, config.sources);
    return 1;
  }
  const { declarations, definitions } = config.value;
  const { inventory, accesses, directory, isWithoutPlan = false, ...read } = inputs.value;
  const chosen = chosenBy(options, { accesses, declarations, ...optional({ directory, past: read.base?.holdings }) });
  const commit = await host.commit(path.resolve(host.cwd, options.dir), config.files);
  const production = productionIn(declarations, inventory, options);
  const value = reportOf({
    asOf: host.now(),
    toolVersion: host.toolVersion,
    config: { dir: options.dir, ...optional({ commit }) },
    ...read,
    accesses,
    chosen,
    accounts: inventory.accounts.map(({ id, names, management }) => ({
      id,
      name: names.at(-1) ?? id,
      unit: inventory.units.read ? placeIn(inventory.units.value, id).path : '',
      management,
    })),
    definitions,
    setPlaces: setPlacesIn(declarations),
    grants: declarations.grants,
    ...optional({ production }),
    meanings: meaningsOf(await loadPolicyData(), MOST_STEPS),
    limits: limitsOf({
      isLive,
      isWithoutPlan,
      hasApplications: declarations.applications.size > 0,
      isWhole: accesses.isWhole,
      hasMembers: read.members !== undefined,
      production: production?.accounts,
      unknown: namesOf(
        accesses.where(({ definition, ...access }) => definition === undefined && chosen.has(access)).all,
      ),
      uncertain: accesses.uncertain.filter((grant) => chosen.mayHaveBy(grant, false)).length,
      differing: new Set(
        accesses.where(chosen.has).all.flatMap((each) => (each.liveDefinition === undefined ? [] : each.permissionSet)),
      ).size,
    }),
  });
  printFindings(host, inputs.findings, config.sources);
  await printResult(host, { kind: 'report', value }, options.format);
  return 0;
}

const namesOf = (found: readonly Holding[]): readonly string[] =>
  [...new Set(found.map(({ permissionSet }) => permissionSet))].sort();

type Read = Pick<ReportInputs, 'source' | 'accesses' | 'drift' | 'base' | 'members' | 'guardrails'> & {
  readonly inventory: Inventory;
  /** Absent: nobody has looked. */
  readonly directory?: Directory;
  /** What is otherwise in live, and changes since a base, could not be told. */
  readonly isWithoutPlan?: true;
};

function fromFiles(files: Offline, { before, ref }: Base & { readonly ref: string }): Read {
  const { inventory, asOf } = files;
  return {
    source: { kind: 'files' },
    inventory,
    accesses: accessesOfFiles(files),
    ...(before === undefined ? {} : { base: { ref, holdings: accessesOfFiles(offline(before, asOf)) } }),
  };
}

/** Who is granted what in the organization as it is, and what live has otherwise. */
async function fromLive(
  host: Host,
  {
    config,
    options,
    base,
  }: { readonly config: LoadedConfig; readonly options: Options; readonly base: Base & { readonly ref: string } },
): Promise<{ readonly value?: Read; readonly findings: readonly Diagnostic[] }> {
  const { declarations } = config.value;
  return reading(host, { declarations, options }, async (source) => {
    const asOf = host.now();
    const { value, diagnostics } = await planned(host, {
      config,
      // Who is in which group is asked once, below.
      options: { ...withoutPeople(options), audit: true },
      asOf,
      base,
      ...source,
    });
    if (value === undefined) {
      const names = options.group ?? [];
      if (!concernsOnlyOthers(diagnostics, declarations, names)) return { findings: diagnostics };
      return withoutPlan({ config, options, source, asOf });
    }
    const { directory, live, before, guardrails, preflight } = value.inputs;
    const inAccount = inAccountBy(preflight);
    const accesses = accessesWithLive({ declared: config.value, asOf }, { directory, live, inAccount });
    const members =
      options.members === true ? await membersIn(source.reader, { accesses, directory, live }) : undefined;
    return {
      value: {
        source: sourceOf(source.snapshot),
        directory,
        inventory: inventoryOfOrganization(declarations, directory),
        accesses,
        ...optional({ members, guardrails }),
        drift: driftOf({ ...value, options: [] }),
        ...(before === undefined ? {} : { base: { ref: base.ref, holdings: holdingsOf(before.state, before.facts) } }),
      },
      findings: [],
    };
  });
}

/** Where the files mistake a group, there is no plan, and so no drift and no change since a base. What others have is known. */
async function withoutPlan({
  config,
  options,
  source: { reader, snapshot },
  asOf,
}: {
  readonly config: LoadedConfig;
  readonly options: Options;
  readonly source: Source;
  readonly asOf: Instant;
}): Promise<{ readonly value?: Read; readonly findings: readonly Diagnostic[] }> {
  const { declarations } = config.value;
  const files = { declared: config.value, asOf };
  const { value, findings } = await liveAnswers(files, reader, { asOf, names: options.group ?? [] });
  if (value === undefined) return { findings };
  const { accesses, directory, live, guardrails } = value;
  const members = options.members === true ? await membersIn(reader, { accesses, directory, live }) : undefined;
  return {
    value: {
      source: sourceOf(snapshot),
      directory,
      inventory: inventoryOfOrganization(declarations, directory),
      accesses,
      ...optional({ members, guardrails }),
      isWithoutPlan: true,
    },
    findings,
  };
}

async function membersIn(
  reader: IdentityCenterReader,
  { accesses, directory, live }: LiveSide & { readonly accesses: Accesses },
): Promise<Members> {
  return withoutMembers(await reader.readMembers(groupsThatMatter(accesses, directory)), live.orphans);
}

const sourceOf = (snapshot: PlanSnapshot | undefined): ReportInputs['source'] =>
  snapshot === undefined ? { kind: 'live' } : { kind: 'snapshot', takenAt: snapshot.takenAt };

function withoutPeople({ members: _, names: __, ...options }: Options): Options {
  return options;
}

function setPlacesIn({ permissionSets }: Declarations): ReadonlyMap<string, Origin> {
  return new Map([...permissionSets].map(([set, { name }]) => [set, originOf(name.span)]));
}

const USUAL_PRODUCTION = ['production', 'prod'];

/** Which accounts are production's: as the option says, or the account set that is called so. */
function productionIn(declarations: Declarations, inventory: Inventory, { production }: Options) {
  const named = USUAL_PRODUCTION.find((name) => declarations.accountSets.has(name));
  const selector = production ?? (named === undefined ? undefined : `set:${named}`);
  return selector === undefined
    ? undefined
    : { selector, accounts: accountsSelected(selector, declarations, inventory) };
}

interface Known {
  readonly isLive: boolean;
  readonly isWithoutPlan: boolean;
  /** The files declare some. */
  readonly hasApplications: boolean;
  readonly isWhole: boolean;
  readonly hasMembers: boolean;
  /** Absent: nobody says which they are. None: they are not known here. */
  readonly production: ReadonlySet<AccountId> | undefined;
  /** Of which nobody has read what they allow: roles, and permission sets. */
  readonly unknown: readonly string[];
  /** Permission sets of which live has other policies. */
  readonly differing: number;
  /** Grants that may mean more accounts. */
  readonly uncertain: number;
}

function limitsOf({
  isLive,
  isWithoutPlan,
  hasApplications,
  isWhole,
  hasMembers,
  production,
  unknown,
  differing,
  uncertain,
}: Known): readonly string[] {
  return [
    ...(hasMembers ? [] : ['who is in a group is not read: a group stands for its members']),
    ...(isLive ? [] : ['what Identity Center has is not read: this is what the files grant']),
    ...(hasApplications
      ? ['applications are not in it, for they lead into no account: ask `access explain "application:*"`']
      : []),
    ...(isWithoutPlan
      ? [
          'the files mistake a group: drift and changes since a base are not told, and what the group is granted is held',
        ]
      : []),
    ...(isWhole
      ? []
      : [
          uncertain === 0
            ? 'the files do not list every account: selectors may give more than is shown'
            : `the files do not list every account: ${counted(uncertain, 'grant')} may give more than is shown`,
        ]),
    ...(unknown.length === 0
      ? []
      : [
          `what ${listedAssigned(unknown)} ${unknown.length === 1 ? 'allows' : 'allow'} is not known: nobody has read it`,
        ]),
    ...(differing === 0
      ? []
      : [
          `${counted(differing, 'permission set')} with other policies in Identity Center than in the files: administrators and escalation paths are those of either`,
        ]),
    ...(production !== undefined && production.size > 0
      ? []
      : [
          production === undefined
            ? 'which accounts are production is not known: give a selector with --production'
            : 'which accounts are production is not known: the selector means none of those that are known here',
        ]),
  ];
}
