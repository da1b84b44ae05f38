// What plan and apply share: the files, live, and the plan made of both.
import path from 'node:path';
import { type Declared, offline } from '../compile.ts';
import { printable } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, type Diagnostic, hasErrors, type Phase } from '../diagnostics/diagnostic.ts';
import { withLevels } from '../diagnostics/levels.ts';
import { type Gathered, gather, type LoadedConfig, preflightRole } from '../gather.ts';
import type { Guardrails } from '../guardrails/guardrail.ts';
import { groupsSeparated } from '../guardrails/separation.ts';
import type { Instant } from '../instant.ts';
import { reachFindings } from '../judge-reach.ts';
import { type Meanings, meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { permissionSetOf } from '../plan/change.ts';
import { diff } from '../plan/diff.ts';
import { groupsInQuestion } from '../plan/guards.ts';
import { type Kept, keep } from '../plan/keep.ts';
import { loserNotices, losersQuestion } from '../plan/losers.ts';
import { groupsReached } from '../plan/people.ts';
import { makePlan, type Plan, type PlanInputs, type PlanSnapshot } from '../plan/plan.ts';
import { type PlanHoldings, planHoldings } from '../plan/plan-holdings.ts';
import { inAccountBy } from '../plan/preflight.ts';
import { isSettled } from '../plan/reconcile.ts';
import { planRoleUse, roleUseQuery } from '../plan/role-use.ts';
import { withSamlGrants } from '../plan/saml-grants.ts';
import { loadPolicyData, type PolicyData } from '../policy-data.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import { allowancesAt } from '../resolve/allowances.ts';
import { isAbsentPrincipal } from '../resolve/file-holdings.ts';
import { inventoryOfOrganization } from '../resolve/inventory.ts';
import { tenantFindings, tenantQuestion } from '../resolve/tenant.ts';
import { reviewOf } from '../review/review.ts';
import type { Version } from '../review/version.ts';
import { type Allowance, limitsOf } from '../state/allowance.ts';
import type { Directory } from '../state/directory.ts';
import { type Members, NO_MEMBERS_READ } from '../state/members.ts';
import type { Assignment, PrincipalId } from '../state/state.ts';
import { allowedBy } from './allow.ts';
import type { Base } from './base.ts';
import { declaredConfig } from './declared-config.ts';
import type { Host } from './host.ts';
import { lintConfig } from './lint-config.ts';
import type { Options } from './options.ts';
import { type PolicyQuery, policyKnowledge } from './policy-knowledge.ts';

/** The files, with all that is wrong with them: without an error they can be planned with. */
export async function plannableConfig(host: Host, options: Options): Promise<LoadedConfig> {
  return lintedConfig(host, await declaredConfig(host, options));
}

/** The same with what there is to say of its policies. */
export async function lintedConfig(host: Host, config: LoadedConfig): Promise<LoadedConfig> {
  if (hasErrors(config.diagnostics)) return config;
  // What is merely worth a thought is for `validate`: a plan is about what changes.
  const found = (await lintConfig(offline(config.value, host.now()))).filter(({ severity }) => severity !== 'notice');
  return { ...config, diagnostics: [...config.diagnostics, ...found] };
}

export interface Planned {
  readonly plan: Plan;
  /** What it was made of. */
  readonly inputs: PlanInputs;
}

export interface PlanningInputs {
  readonly config: LoadedConfig;
  readonly reader: IdentityCenterReader;
  readonly options: Options;
  /** Milliseconds since the epoch. */
  readonly asOf: Instant;
  /** Waivers that have ended by now let nothing pass, whatever `asOf` an approved plan has. The same as `asOf` when absent. */
  readonly now?: Instant;
  /** What the files are compared with, as far as somebody asked for it. */
  readonly base?: Base;
  /** What was allowed when a saved plan was made. */
  readonly approved?: readonly Allowance[];
  /** Nobody has seen the plan or an equal one. */
  readonly unattended?: boolean;
  /** What the reader reads in place of live. */
  readonly snapshot?: PlanSnapshot | undefined;
  /** Assignments of which it must be known whether they are there. */
  readonly mustKnow?: readonly Assignment[];
  /** Asked what it says of the groups. */
  readonly entra?: Entra | undefined;
  /** Opens the data of the policy engine: that which ships with the program when absent. */
  readonly policies?: () => Promise<PolicyData>;
}

/** Undefined when the files do not fit the organisation; the findings say why. */
export async function planned(
  host: Pick<Host, 'cwd' | 'commit' | 'toolVersion'>,
  {
    config,
    reader,
    options,
    asOf,
    now = asOf,
    base,
    approved = [],
    unattended = false,
    snapshot,
    mustKnow,
    entra,
    policies = loadPolicyData,
  }: PlanningInputs,
): Promise<Phase<Planned | undefined>> {
  const allowed = [...allowedBy(options.allow), ...approved, ...allowancesAt(config.value.declarations, now)];
  const { declarations } = config.value;
  const tenant = entra?.read(tenantQuestion(declarations, asOf));
  // Told where it is waited for.
  tenant?.catch(() => undefined);
  const { value: gathered, diagnostics } = await gather(config.value, reader, {
    tenant,
    asOf,
    allowed: limitsOf(allowed),
    before: base?.isEmpty === true ? undefined : base?.before,
    audit: options.audit === true,
    preflight: true,
    mustKnow,
  });
  if (gathered === undefined) return { value: undefined, diagnostics };
  const commit = await host.commit(path.resolve(host.cwd, options.dir), config.files);
  const inputs: PlanInputs = {
    ...gathered,
    findings: printable([
      ...config.diagnostics,
      ...gathered.findings,
      ...(tenant === undefined ? [] : tenantFindings(declarations, await tenant)),
    ]),
    settingsFindings: base?.findings ?? [],
    ...(base === undefined
      ? {}
      : await baseInputs(base, { gathered, config, allowed: [...allowedBy(options.allow), ...approved], asOf, now })),
    asOf,
    now,
    allowed,
    toolVersion: host.toolVersion,
    ...optional({ snapshot }),
    unattended,
    config: {
      digest: config.value.digest(),
      ...optional({ commit }),
      ...(base?.commit === undefined ? {} : { base: base.commit }),
    },
  };
  const asked = options.livePolicies === true ? { asked: reader } : {};
  const { definitions } = config.value;
  const reach: MeaningSources['reach'] = (meanings, idle) =>
    reachFindings(versionIn(gathered.directory, config.value), {
      definitions,
      meanings,
      allowed: limitsOf(allowed),
      asOf: now,
      idle,
    });
  const people = options.names === true ? 'named' : options.members === true ? 'counted' : undefined;
  const sources = { open: policies, reader, reach, ...asked };
  const value = await planWithMeaning({ ...inputs, ...optional({ people }) }, sources);
  const used = options.lastUsed === true ? await withRoleUse(value, { declarations, reader }) : value;
  return { value: entra === undefined ? used : await withLosers(used, entra, options.names === true), diagnostics };
}

/** Only the plan says what is taken away. */
async function withRoleUse(
  { plan, inputs }: Planned,
  { declarations: { settings }, reader }: Pick<Declared, 'declarations'> & Pick<PlanningInputs, 'reader'>,
): Promise<Planned> {
  if (settings.preflight === undefined)
    throw new AccessError(
      diagnose('cli/usage', {
        problem: '`--last-used` needs `preflight.assumeRole` in access.yaml: the role by which accounts are asked',
        verb: 'plan',
      }),
    );
  const query = roleUseQuery(preflightRole(settings.preflight), plan.changes);
  if (query === undefined) return { plan, inputs };
  const roleUse = planRoleUse(query, await reader.readRoleUse?.(query), inputs.asOf);
  return { plan: { ...plan, roleUse, calls: reader.callCounts() }, inputs };
}

/** The second question, for only the plan says who loses anything. */
async function withLosers({ plan, inputs }: Planned, entra: Entra, areNamed: boolean): Promise<Planned> {
  const { groups } = inputs.directory;
  const question = losersQuestion(plan, groups);
  if (question === undefined) return { plan, inputs };
  const found = withLevels(loserNotices(plan, groups, { tenant: await entra.read(question), areNamed }), inputs.levels);
  const refusing = found.filter(({ severity }) => severity !== 'notice');
  const notices = found.filter(({ severity }) => severity === 'notice');
  return {
    plan: { ...plan, notices: [...plan.notices, ...notices], findings: [...plan.findings, ...refusing] },
    inputs,
  };
}

interface BaseOptions {
  readonly gathered: Gathered;
  readonly config: LoadedConfig;
  /** By a person, for this run. */
  readonly allowed: readonly Allowance[];
  readonly asOf: Instant;
  readonly now: Instant;
}

/** Nothing where the base's files do not fit the organisation, or were another owner's. */
async function baseInputs(
  { before, found }: Base,
  { gathered: { before: desired, beforeCompiled, directory }, config, allowed, asOf, now }: BaseOptions,
): Promise<Pick<PlanInputs, 'base'>> {
  if (before === undefined || desired === undefined || beforeCompiled === undefined) return {};
  const { guardrails, diagnostics } = beforeCompiled;
  return {
    base: {
      desired,
      allowed: [...allowed, ...allowancesAt(before.declarations, now)],
      review: reviewOf(versionIn(directory, before), versionIn(directory, config.value), { asOf }),
      ...optional({ guardrails }),
      findings: [...found, ...diagnostics, ...(await lintConfig(offline(before, asOf)))],
    },
  };
}

/** One version of the files in the organisation of now. */
function versionIn(directory: Directory, { declarations }: Declared): Version {
  return { declarations, inventory: inventoryOfOrganization(declarations, directory) };
}

interface MeaningSources {
  readonly open: () => Promise<PolicyData>;
  readonly reader: IdentityCenterReader;
  /** What grants may come to give, and guardrails rule out. */
  readonly reach: (meanings: Meanings, idle: boolean) => readonly Diagnostic[];
  /** To be asked for the AWS managed policies as they are now. */
  readonly asked?: IdentityCenterReader;
}

/** Without changes, guardrails, sets of others and a wish to know there is nothing to judge: the data is not even opened. */
async function planWithMeaning(inputs: PlanInputs, { open, reader, reach, asked }: MeaningSources): Promise<Planned> {
  const kept = keep(inputs);
  const settled = isSettled(inputs, kept);
  const { review } = inputs.base ?? {};
  const isReviewed = review !== undefined && review.grants.length + review.identities.length > 0;
  const isJudged =
    isReviewed || inputs.guardrails !== undefined || inputs.live.others.length > 0 || asked !== undefined;
  if (settled && !isJudged) return { plan: makePlan(inputs, kept), inputs };
  const { desired, asOf } = inputs;
  const query: PolicyQuery = { open, asOf, desired: desired.state, ...(asked && { reader: asked }) };
  const { value: data, diagnostics } = await policyKnowledge(query);
  const meanings = meaningsOf(data);
  const groups = groupsInQuestion({
    holdings: planHoldings(inputs.live.state, kept.state, { ...desired, inAccount: inAccountBy(inputs.preflight) }),
    meanings,
  });
  const members = await membersFor(inputs, { kept, reader });
  const isRead = (id: PrincipalId) => members?.ofGroups.get(id)?.read === true;
  const unread = groups.filter((id) => !isRead(id));
  const found = unread.length === 0 ? new Set<PrincipalId>() : await reader.emptyGroupsAmong(unread);
  const emptyGroups = new Set([...found, ...groups.filter((id) => isRead(id) && hasNobody(id, members))]);
  const complete: PlanInputs = {
    ...inputs,
    findings: [...inputs.findings, ...diagnostics, ...reach(meanings, settled)],
    meanings,
    emptyGroups,
    ...optional({ members }),
    calls: reader.callCounts(),
  };
  return { plan: makePlan(complete, kept), inputs: complete };
}

/** Undefined: nobody wants to know. Guardrails about people ask whatever the options say, for what is not judged is not refused. */
async function membersFor(
  { people, guardrails, desired, live }: PlanInputs,
  { kept, reader }: { readonly kept: Kept; readonly reader: IdentityCenterReader },
): Promise<Members | undefined> {
  const holdings = planHoldings(live.state, kept.state, desired);
  const granted = withSamlGrants(holdings, { desired, live });
  const separated =
    guardrails === undefined ? [] : [...groupsIn(guardrails, granted)].filter((group) => !isAbsentPrincipal(group));
  if (people === undefined && separated.length === 0) return guardrails && NO_MEMBERS_READ;
  if (people === undefined) return reader.readMembers(separated);
  const changed = diff(kept.state, live.state, { partlyRead: live.partlyRead }).flatMap(
    (change) => permissionSetOf(change) ?? [],
  );
  return reader.readMembers([...new Set([...separated, ...groupsReached(holdings, new Set(changed))])]);
}

const groupsIn = (guardrails: Guardrails, { before, after }: PlanHoldings): ReadonlySet<PrincipalId> =>
  new Set([...groupsSeparated(guardrails, before), ...groupsSeparated(guardrails, after)]);

function hasNobody(group: PrincipalId, members: Members | undefined): boolean {
  const people = members?.ofGroups.get(group);
  return people?.read === true && people.value.length === 0;
}
