// The left half of the program: files → Desired. Pure. Only `compile` gates: with any error there is no Desired.
//
//   parse ─▶ decode ─▶ define          what the files say           (declare)
//   inventory ─▶ grants, guardrails    what that means offline       (offline)
//     ─▶ quotas, pins, …               what is wrong with it         (check)
//   directory ─▶ grants, groups ─▶ Desired                          (compile)
import type { Declarations, Silence } from './config/declarations.ts';
import { decode } from './config/decode.ts';
import { collected } from './diagnostics/collector.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import { type Diagnostic, hasErrors, type Phase } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import type { Guardrails } from './guardrails/guardrail.ts';
import type { Instant } from './instant.ts';
import { optional } from './optional.ts';
import { accountFindings } from './resolve/account-rules.ts';
import { endedAllowances } from './resolve/allowances.ts';
import { applicationEntitlements, applicationFindings, resolveApplications } from './resolve/applications.ts';
import { configDigest } from './resolve/digest.ts';
import { absentPrincipal } from './resolve/file-holdings.ts';
import { type ResolvedGrants, resolveGrants } from './resolve/grants.ts';
import { groupFindings, missingPins } from './resolve/group-rules.ts';
import { type GroupResolution, resolveGroups, trustedNames } from './resolve/groups.ts';
import { groupItself, resolveGuardrails } from './resolve/guardrails.ts';
import { endedIgnoring } from './resolve/ignoring.ts';
import { type Inventory, inventoryFindings, inventoryOfFiles, inventoryOfOrganization } from './resolve/inventory.ts';
import { nameFindings } from './resolve/name-rules.ts';
import { definePermissionSets, partitionOf } from './resolve/permission-sets.ts';
import { quotaFindings } from './resolve/quotas.ts';
import { crowdedRoles, rolesWithoutSetting } from './resolve/role-rules.ts';
import { federationFindings } from './resolve/saml-access.ts';
import {
  dividedGrants,
  resolveSamlTargets,
  samlDesired,
  type SamlInputs,
  samlRoleFindings,
  type SamlTargets,
} from './resolve/saml-roles.ts';
import { desiredOf } from './resolve/state.ts';
import type { SourceFolder } from './source/file.ts';
import { charactersIn, type ParsedFiles, parseAll } from './source/parse.ts';
import { tokenBudget } from './source/tokens.ts';
import type { Desired } from './state/desired.ts';
import type { Directory } from './state/directory.ts';
import type { EntraState } from './state/entra.ts';
import type { PermissionSet, PermissionSetName, PrincipalId } from './state/state.ts';

/** What the files say by themselves. */
export interface Declared {
  readonly declarations: Declarations;
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  /** Silences that took a finding away. */
  readonly silences: ReadonlySet<Silence>;
  /** See `Plan.config.digest`. Computed when it is asked for: only plans need it, and only of files that are valid. */
  readonly digest: () => string;
  /** What became of each YAML file. */
  readonly parsed: ParsedFiles;
  /** No file is missing and nothing in them is an error: only then is anything made of them. */
  readonly isValid: boolean;
}

/** `known`: files that were read for another version of the folder. */
export function declare(folder: SourceFolder, known?: ParsedFiles): Phase<Declared> {
  const { policies, incomplete } = folder;
  const documents = folder.documents.filter(({ again }) => again === undefined);
  const budget = tokenBudget(charactersIn([...documents, ...policies]));
  const parsed = parseAll(documents, budget, known);
  const decoded = decode({ files: parsed.value, policies, incomplete, budget });
  const { definitions, findings, silences } = definePermissionSets(decoded.value);
  const found = [
    ...parsed.diagnostics,
    ...decoded.diagnostics,
    ...findings,
    ...groupFindings(decoded.value),
    ...accountFindings(decoded.value),
    ...nameFindings(decoded.value),
    ...rolesWithoutSetting(decoded.value),
    ...applicationFindings(decoded.value),
  ];
  const diagnostics = withLevels(collected(found), decoded.value.settings.diagnostics);
  const isValid = !incomplete && !hasErrors(diagnostics);
  return {
    value: {
      declarations: decoded.value,
      definitions,
      silences,
      parsed: parsed.parsed,
      digest: () => configDigest(decoded.value, definitions),
      isValid,
    },
    diagnostics,
  };
}

/** What the files mean by themselves at a moment: made once, and handed to whoever judges them without a network. */
export interface Offline {
  readonly declared: Declared;
  /** Milliseconds since the epoch. */
  readonly asOf: Instant;
  readonly inventory: Inventory;
  readonly grants: ResolvedGrants;
  readonly samlTargets: SamlTargets;
  /** Undefined: the files have none, or not one that is sound. */
  readonly guardrails: Phase<Guardrails | undefined>;
}

export function offline(declared: Declared, asOf: Instant): Offline {
  const { declarations } = declared;
  const inventory = inventoryOfFiles(declarations);
  return {
    declared,
    asOf,
    inventory,
    grants: resolveGrants(declarations, inventory, asOf),
    samlTargets: resolveSamlTargets(declarations, inventory, asOf),
    guardrails: resolveGuardrails(declarations, { inventory, principalsOf: groupItself }),
  };
}

/** Everything more that can be found without a network. */
export function check(files: Offline): readonly Diagnostic[] {
  const { declared, asOf, grants, guardrails, samlTargets } = files;
  const { declarations } = declared;
  const divided = dividedGrants(grants.current, samlTargets);
  const saml = samlInputsOf(files);
  const found = [
    ...missingPins(declarations),
    ...trustedNames(declarations, asOf),
    ...grants.findings,
    ...quotaFindings(divided.identityCenter),
    ...crowdedRoles(divided.identityCenter),
    ...samlTargets.findings,
    ...samlRoleFindings(saml),
    ...federationFindings(saml, asOf),
    ...guardrails.diagnostics,
    ...endedAllowances(declarations, asOf),
    ...endedIgnoring(declarations, asOf),
    ...approximations(files),
  ];
  return withLevels(collected(found), declarations.settings.diagnostics);
}

/** What accounts that are federated by SAML need, and who is granted it. */
export function samlInputsOf({ declared, grants, samlTargets }: Offline): SamlInputs {
  const { declarations, definitions } = declared;
  return {
    declarations,
    definitions,
    targets: samlTargets,
    accountGrants: dividedGrants(grants.current, samlTargets).saml,
    uncertain: grants.uncertain,
    partition: partitionOf(declarations) ?? 'aws',
  };
}

function approximations({ declared, inventory, grants }: Offline): readonly Diagnostic[] {
  if (inventory.complete || declared.declarations.grants.length === 0) return [];
  if (inventory.accounts.length === 0) return [diagnose('account/no-inventory', {})];
  return grants.unmatched === 0 ? [] : [diagnose('account/partial-inventory', { count: grants.unmatched })];
}

export interface CompileOptions {
  /** Milliseconds since the epoch: grants that end at or before it have ended. */
  readonly asOf: Instant;
  /** What a person allowed, by code. */
  readonly allowed: Readonly<Record<string, number>>;
  /** What Entra says of the groups. For people: nothing is desired otherwise by it. */
  readonly tenant?: EntraState | undefined;
}

/** Desired is undefined when there is any error: what is wrong in one file must not look like an absence in another. */
export interface Compiled extends Phase<Desired | undefined> {
  /** Absent when the files have none. */
  readonly guardrails?: Guardrails;
}

export function compile(declared: Declared, directory: Directory, options: CompileOptions): Compiled {
  const { declarations, definitions } = declared;
  const inventory = inventoryOfOrganization(declarations, directory);
  const grants = resolveGrants(declarations, inventory, options.asOf);
  const samlTargets = resolveSamlTargets(declarations, inventory, options.asOf);
  const divided = dividedGrants(grants.current, samlTargets);
  const saml = {
    declarations,
    definitions,
    targets: samlTargets,
    accountGrants: divided.saml,
    uncertain: grants.uncertain,
    partition: directory.instance.partition,
  };
  const { groups, findings } = resolveGroups(
    declarations,
    { ...directory, tenant: options.tenant },
    options.allowed['group/identity-mismatch'] ?? 0,
  );
  const onApplications = resolveApplications(declarations, directory);
  const guardrails = resolveGuardrails(declarations, {
    inventory,
    principalsOf: (key) => [principalIn(groups.get(key)) ?? absentPrincipal(key)],
  });
  const found = [
    ...inventoryFindings(declarations, directory),
    ...grants.findings,
    ...guardrails.diagnostics,
    ...findings,
    ...onApplications.findings,
    ...trustedNames(declarations, options.asOf, groups),
    ...quotaFindings(divided.identityCenter),
    ...crowdedRoles(divided.identityCenter),
    ...samlTargets.findings,
    ...samlRoleFindings(saml),
    ...federationFindings(saml, options.asOf),
    ...endedGrants(declarations, options.asOf),
    ...endedAllowances(declarations, options.asOf),
    ...endedIgnoring(declarations, options.asOf),
    ...ownerFindings(declarations),
  ];
  const diagnostics = withLevels(found, declarations.settings.diagnostics);
  const owner = declarations.settings.identityCenter.owner?.value;
  if (!declared.isValid || owner === undefined || hasErrors(diagnostics)) return { value: undefined, diagnostics };
  const { applications } = onApplications;
  const assigned = applicationEntitlements(grants.applications, applications);
  return {
    value: desiredOf({
      owner,
      declarations,
      definitions,
      groups,
      current: [...divided.identityCenter, ...assigned.current],
      expired: [...dividedGrants(grants.expired, samlTargets).identityCenter, ...assigned.expired],
      applications,
      onApplications: grants.applications.current,
      ...(declarations.settings.targets === undefined ? {} : { saml: samlDesired(saml, owner) }),
      asOf: options.asOf,
    }),
    diagnostics,
    ...optional({ guardrails: guardrails.value }),
  };
}

/** Without an owner nothing can be planned. `proposal`: a name that nobody else is likely to use. */
export function ownerFindings({ settings }: Declarations, proposal?: string): readonly Diagnostic[] {
  if (settings.identityCenter.owner !== undefined) return [];
  const facts = proposal === undefined ? {} : { proposal };
  return [diagnose('settings/no-owner', facts, { span: settings.places.get('identityCenter') })];
}

function principalIn(group: GroupResolution | undefined): PrincipalId | undefined {
  return group === undefined || group.status === 'missing' ? undefined : group.group.id;
}

function endedGrants({ grants }: Declarations, asOf: Instant): readonly Diagnostic[] {
  return grants.flatMap(({ expires }) =>
    expires !== undefined && expires.value.at <= asOf
      ? [diagnose('grant/expired', { text: expires.value.text }, { span: expires.span })]
      : [],
  );
}
