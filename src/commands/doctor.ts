// `access doctor`: whether the chain from the identity provider to a role in an account is whole. Reads, and writes nothing.
import { type Declared, declare, type Offline, offline, samlInputsOf } from '../compile.ts';
import type { EntraRequirements, Expiry, StandbySettings } from '../config/declarations.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import type { Expected, GroupAccess } from '../doctor/check.ts';
import { declaredLive } from '../doctor/declared.ts';
import { examine, findingsOf } from '../doctor/doctor.ts';
import {
  entraQuestion,
  furtherGroups,
  furtherQuestion,
  leftUnasked,
  withFurtherGroups,
} from '../doctor/entra-questions.ts';
import { factsOf, type Fencing, type PreflightTried, type Standby, type TokenDate } from '../doctor/facts.ts';
import { fencesOf } from '../doctor/fences.ts';
import { loadConfig, preflightRole } from '../gather.ts';
import type { Federation } from '../doctor/federation-facts.ts';
import { type Instant, instantAt } from '../instant.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { loadActionIndex, loadPolicyData } from '../policy-data.ts';
import type { Entra } from '../provider/entra.ts';
import type { IdentityCenterReader } from '../provider/identity-center.ts';
import type { Located } from '../source/value.ts';
import { type AccountsRead, customerManagedPoliciesOf } from '../state/account-policies.ts';
import { type EntraState, WHOLE_APPLICATION } from '../state/entra.ts';
import { type Fact, type Health, healthUnread, known, type Missing } from '../state/health.ts';
import { federatedApplications } from '../resolve/saml-access.ts';
import { dividedGrants } from '../resolve/saml-roles.ts';
import type { PermissionSet } from '../state/state.ts';
import { connected } from './connecting.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFindings, printResult } from './output.ts';

export async function doctor(host: Host, _words: readonly string[], options: Options): Promise<number> {
  const config = await configIfAny(host, options);
  if (config !== undefined && hasErrors(config.diagnostics)) {
    printFindings(host, config.diagnostics, config.sources);
    return 1;
  }
  const declared = config?.value ?? NO_FILES.value;
  const { declarations } = declared;
  const { settings } = declarations;
  const { entra: entraSettings } = settings;
  const groups = [...declarations.groups.values()];
  // The sandbox has an instance of its own, whatever the files say.
  const instanceArn = options.sandbox === true ? undefined : settings.identityCenter.instanceArn?.value;
  const named = optional({
    instanceArn,
    tenantId: entraSettings.tenantId?.value,
    servicePrincipalId: entraSettings.servicePrincipalId?.value,
    delegatedAdministrators: settings.identityCenter.delegatedAdministrators?.map(({ value }) => value),
  });
  const bySaml = settings.targets === undefined ? undefined : offline(declared, host.now());
  const files: Omit<Expected, 'serviceTime'> = {
    asOf: host.now(),
    groups,
    require: entraSettings.require ?? NOTHING_REQUIRED,
    access: await groupAccess(declared, host.now()),
    onlyBySaml: bySaml === undefined ? new Set() : onlyBySaml(bySaml),
    ...named,
  };
  const examination = await connected(
    host,
    { declarations, options },
    async ({ identityCenter, entra, now = () => host.now() }) => {
      const expected = { ...files, serviceTime: now() };
      const reading = entra.read(entraQuestion(expected), host.signal);
      const [federation, { health, failure }, tenant] = await Promise.all([
        federationOf(bySaml, entra, host.signal),
        healthOrFailure(() =>
          identityCenter.readHealth({
            groupsToCount: (live) => declaredLive(live, groups).map(({ id }) => id),
            // With nobody to compare them with, members are not listed.
            withMembers: async () => (await reading).groups.read,
            ...optional({ instanceArn }),
          }),
        ),
        reading,
      ]);
      // Without an answer of either there is nothing to tell but why.
      if (failure !== undefined && !hasAnswered(tenant)) throw failure;
      if (failure !== undefined) printFindings(host, [failure.diagnostic], config?.sources ?? new Map());
      const { whole, unasked } = await furtherRead(entra, { tenant, health }, host.signal);
      const facts = factsOf(health, {
        asOf: files.asOf,
        serviceTime: expected.serviceTime,
        groups,
        fencing: await fencingOf(declared, health),
        ...(entraSettings.standby && { standby: standbyOf(entraSettings.standby) }),
        ...optional({ preflight: await preflightTried(identityCenter, declared, health) }),
        ...named,
        entra: whole,
        federation,
        ...optional({ unasked, token: tokenOf(entraSettings.tokenCreated), files: config?.files }),
      });
      return examine(facts, { ...expected, levels: settings.diagnostics });
    },
  );
  await printResult(
    host,
    { kind: 'examination', value: { examination, asSetup: options.setup === true } },
    options.format,
  );
  return examination.caller === undefined || hasErrors(findingsOf(examination)) ? 1 : 0;
}

/** What Entra says is told although AWS does not answer: of AWS nothing is known then, and why. */
async function healthOrFailure(
  read: () => Promise<Health>,
): Promise<{ readonly health: Health; readonly failure?: AccessError }> {
  try {
    return { health: await read() };
  } catch (error) {
    if (!(error instanceof AccessError)) throw error;
    return { health: healthUnread(error.diagnostic.message), failure: error };
  }
}

const hasAnswered = ({ tenant, applications, groups, groupCreation }: EntraState): boolean =>
  [tenant, applications, groups, groupCreation].some(({ read }) => read);

const NO_FILES = declare({ documents: [], policies: [], incomplete: false });
const NOTHING_REQUIRED: EntraRequirements = { all: [], administrator: [] };

/** Groups of Identity Center that nobody declares or assigns: whether Entra still has them. */
async function furtherRead(
  entra: Entra,
  { tenant, health }: { readonly tenant: EntraState; readonly health: Health },
  signal: AbortSignal,
): Promise<{ readonly whole: EntraState; readonly unasked?: Missing }> {
  const ids = health.groups.read ? furtherGroups(tenant, health.groups.value) : [];
  if (ids.length === 0) return { whole: tenant };
  const further = await entra.read(furtherQuestion(ids), signal);
  return { whole: withFurtherGroups(tenant, further), ...optional({ unasked: leftUnasked(further, ids) }) };
}

/** Of accounts that the files list: live is not asked which others there are. */
async function federationOf(files: Offline | undefined, entra: Entra, signal: AbortSignal): Promise<Federation> {
  if (files === undefined) return { wanted: [] };
  const wanted = federatedApplications(samlInputsOf(files));
  const applications = wanted.flatMap(({ servicePrincipalId }) => servicePrincipalId ?? []);
  if (applications.length === 0) return { wanted };
  const tenant = await entra.read({ applications, details: WHOLE_APPLICATION, groups: [], names: [] }, signal);
  return { wanted, tenant };
}

/** Keys of groups that are granted nothing but roles taken by SAML, as far as the files can tell: Identity Center does without them. */
function onlyBySaml({ grants, samlTargets }: Offline): ReadonlySet<string> {
  if (grants.uncertain.length > 0 || grants.unmatched > 0) return new Set();
  const { identityCenter, saml } = dividedGrants(grants.current, samlTargets);
  const others = new Set([...identityCenter, ...grants.applications.current].map(({ group }) => group));
  return new Set(saml.map(({ group }) => group).filter((group) => !others.has(group)));
}

/** Whatever the accounts: which ones a selector means is live's to say. Policies are judged only where files grant anything. */
async function groupAccess({ declarations: { grants }, definitions }: Declared, asOf: Instant): Promise<GroupAccess> {
  const administrators = new Set<string>();
  const unknown = new Map<string, readonly string[]>();
  const current = grants.filter(({ expires }) => expires === undefined || asOf < expires.value.at);
  if (current.length === 0) return { administrators, unknown };
  const { isAdministrator } = meaningsOf(await loadPolicyData());
  for (const { groups, permissionSets } of current) {
    for (const { value: name } of permissionSets) {
      const definition = definitions.get(name);
      for (const { value: group } of groups) {
        const phrase = unknownIn(name, definition);
        if (definition !== undefined && isAdministrator(definition)) administrators.add(group);
        else if (phrase !== undefined) unknown.set(group, [...(unknown.get(group) ?? []), phrase]);
      }
    }
  }
  return { administrators, unknown };
}

/** As a plan takes it: two calls an account, and one for a policy that the files name, where they name one. The management account is left out, which StackSets do not deploy to by themselves. */
async function preflightTried(
  { readAccountPolicies }: Pick<IdentityCenterReader, 'readAccountPolicies'>,
  { declarations: { settings }, definitions }: Declared,
  { accounts, managementAccount }: Health,
): Promise<Fact<PreflightTried> | undefined> {
  if (settings.preflight === undefined) return undefined;
  if (!accounts.read) return accounts;
  if (!managementAccount.read) return managementAccount;
  const members = accounts.value.filter(({ id, state }) => id !== managementAccount.value && state === 'ACTIVE');
  const role = preflightRole(settings.preflight);
  const policies = [...definitions.values()].flatMap(customerManagedPoliciesOf).slice(0, 1);
  const asked = members.map(({ id: account }) => ({ account, policies, quota: true }));
  let found: AccountsRead | undefined;
  try {
    found = await readAccountPolicies?.({ role, accounts: asked });
  } catch (error) {
    // Where there is no instance, nobody says in which partition the role is.
    if (error instanceof AccessError) return { read: false, reason: 'failed', subject: error.diagnostic.message };
    throw error;
  }
  return known({
    role: `${role.path}${role.name}`.replace(/^\//, ''),
    accounts: members.map((account) => ({ account, ...optional({ unchecked: found?.get(account.id)?.unchecked }) })),
  });
}

const standbyOf = ({ tokenCreated, accounts }: StandbySettings): Standby => ({
  ...optional({ token: tokenOf(tokenCreated) }),
  accounts,
});

/** The actions of AWS are opened only where there are service control policies to judge by them. */
async function fencingOf({ declarations: { settings }, definitions }: Declared, health: Health): Promise<Fencing> {
  const { controlPolicies } = health;
  const index = controlPolicies.read && controlPolicies.value.enabled ? await loadActionIndex() : undefined;
  const { preflight } = settings;
  return {
    judge: (question) => fencesOf(question, index),
    policies: [...definitions.values()].flatMap(customerManagedPoliciesOf),
    ...(preflight && { preflightRole: `${preflight.path}${preflight.assumeRole.value}` }),
  };
}

/** Customer managed policies are in accounts, which are not asked here. */
function unknownIn(name: string, definition: PermissionSet | undefined): string | undefined {
  if (definition === undefined) return `what the external permission set \`${name}\` allows`;
  return definition.customerManagedPolicies.length === 0
    ? undefined
    : `what the customer managed policies of permission set \`${name}\` allow`;
}

/** The set-up may come before the first file: then AWS alone is looked at. A folder that was asked for must be there. */
async function configIfAny(host: Host, { dir }: Options) {
  try {
    return await loadConfig(dir, host.cwd);
  } catch (error) {
    const code = error instanceof AccessError ? error.diagnostic.code : undefined;
    if (dir !== 'access' || (code !== 'yaml/no-folder' && code !== 'yaml/no-files')) throw error;
    host.stderr.write(`there is no config folder ${dir}: what files would say is not known\n`);
    return undefined;
  }
}

const DAY_MS = 86_400_000;

/** An expiry is at the end of its day; a token was made at some time of it, so its age is counted from the beginning. */
function tokenOf(written: Located<Expiry> | undefined): TokenDate | undefined {
  if (written === undefined) return undefined;
  const { value, span } = written;
  const isDay = /^\d{4}-\d\d-\d\d$/.test(value.text);
  return { createdAt: instantAt(value.at - (isDay ? DAY_MS : 0)), span };
}
