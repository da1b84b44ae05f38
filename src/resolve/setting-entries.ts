// The settings of the files, flattened: one entry for each decision that a reviewer would want to hear of.
import type { Declarations, SamlRolesTarget, Settings } from '../config/declarations.ts';
import type { Level } from '../diagnostics/levels.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { canonicalJson, digest } from '../state/digest.ts';
import { groupBy } from '../state/group-by.ts';
import { applicationEntries } from './application-entries.ts';
import { guardrailAccountSetEntries } from './guardrail-account-sets.ts';
import { guardrailEntries } from './guardrail-entries.ts';
import { guardrailSubjectEntries } from './guardrail-subjects.ts';
import { ignoreItemText } from './ignoring.ts';
import type { Entries, SettingEntry } from './setting-entry.ts';

/** `other`: the version it is compared with, whose levels may be defaults here. */
export function settingEntries(declarations: Declarations, other: Declarations): ReadonlyMap<string, SettingEntry> {
  const { settings } = declarations;
  const entries = [
    ...identityCenterEntries(settings),
    ...attributeEntries(settings),
    ...accountAccessEntries(settings),
    ...applicationEntries(declarations, other),
    ...entraEntries(settings),
    ...preflightEntries(settings),
    ...targetEntries(settings, other.settings.targets),
    ...unmanagedEntries(settings),
    ...guardEntries(settings),
    ...guardrailEntries(settings.guardrails, other.settings.guardrails),
    ...guardrailAccountSetEntries(declarations),
    ...guardrailSubjectEntries(declarations, other),
    ...silenceEntries(declarations),
    ...levelEntries(settings, [...settings.diagnostics.keys(), ...other.settings.diagnostics.keys()]),
  ];
  return new Map(
    entries.map(([path, entry]) => {
      const span = entry.span ?? settings.places.get(path);
      return [path, span === undefined ? entry : { ...entry, span }];
    }),
  );
}

function identityCenterEntries({ identityCenter }: Settings): Entries {
  const { region, instanceArn, startUrl, owner, owners, delegatedAdministrators, users, inventoryComplete } =
    identityCenter;
  return [
    ...(region === undefined ? [] : [['identityCenter.region', { means: 'neutral', text: region.value }] as const]),
    // Where people log in: another one may be a trap.
    ...(startUrl === undefined
      ? []
      : [['identityCenter.startUrl', { means: 'demand', text: startUrl.value }] as const]),
    ...(instanceArn === undefined
      ? []
      : [['identityCenter.instanceArn', { means: 'demand', text: instanceArn.value }] as const]),
    // Another owner's sets are left alone, so a new name lets go of every set and takes over what bears it.
    ...(owner === undefined ? [] : [['identityCenter.owner', { means: 'demand', text: owner.value }] as const]),
    ...owners.map(({ value, span }): Entries[number] => [
      `identityCenter.owners ${value}`,
      { means: 'exemption', text: '', span },
    ]),
    ...(delegatedAdministrators ?? []).map(({ value, span }): Entries[number] => [
      `identityCenter.delegatedAdministrators ${value}`,
      { means: 'exemption', text: '', span },
    ]),
    ['identityCenter.users', demand(users, -USER_SETTINGS.indexOf(users))],
    ['identityCenter.inventoryComplete', demand(String(inventoryComplete), Number(inventoryComplete))],
  ];
}

/**
 * What a policy tests decides who may do what, and whether that is stricter nobody can say of a key alone. Another source, and a key that goes, count as
 * looser; one that comes gives nothing that no policy asks for.
 */
function attributeEntries({ accessControlAttributes }: Settings): Entries {
  if (accessControlAttributes === undefined) return [];
  const attributes = accessControlAttributes.map(({ key, source }): Entries[number] => [
    `accessControlAttributes.${key.value}`,
    { means: 'demand', text: source?.value ?? 'from: saml', span: (source ?? key).span },
  ]);
  // Empty, it says that there shall be none; gone, that nobody looks.
  return [['accessControlAttributes', { means: 'demand', text: 'managed' }], ...attributes];
}

/** Whose the entitlements are: what is no longer ours is no longer taken back, and what becomes ours is. */
function accountAccessEntries({ accountAccess }: Settings): Entries {
  if (accountAccess === undefined) return [];
  return [['accountAccess.application', { means: 'demand', text: accountAccess.application }]];
}

function entraEntries({ entra: { tokenCreated, standby, tenantId, servicePrincipalId, require } }: Settings): Entries {
  const neutral = (path: string, text: string | undefined): Entries =>
    text === undefined ? [] : [[path, { means: 'neutral', text }]];
  return [
    ...neutral('entra.scim.tokenCreated', tokenCreated?.value.text),
    ...neutral('entra.standby.tokenCreated', standby?.tokenCreated?.value.text),
    ...(standby?.accounts ?? []).flatMap(({ account, standby: other }) =>
      neutral(`entra.standby.accounts ${account.value}`, other.value),
    ),
    ...neutral('entra.tenantId', tenantId?.value),
    ...neutral('entra.servicePrincipalId', servicePrincipalId?.value),
    ...(['all', 'administrator'] as const).flatMap(
      (level): Entries =>
        (require?.[level] ?? []).map((word) => [`entra.require.${level}.${word}`, { means: 'demand', text: '' }]),
    ),
  ];
}

/** Whoever plans takes the role: another one is somebody's to look at. Without one, what the accounts would have said is not known. */
function preflightEntries({ preflight }: Settings): Entries {
  if (preflight === undefined) return [];
  const { assumeRole, path, externalId, sessionName } = preflight;
  return [
    ['preflight.assumeRole', { means: 'demand', text: path === '/' ? assumeRole.value : `${path}${assumeRole.value}` }],
    ...Object.entries({ externalId, sessionName }).flatMap(
      ([key, text]): Entries => (text === undefined ? [] : [[`preflight.${key}`, { means: 'neutral', text }]]),
    ),
  ];
}

/**
 * Whose assertions are trusted, and by whom accounts are written: another answer is somebody's to look at. Of a target that both versions have, each setting is
 * compared by itself, so that what differs is all that is read; one that comes is told whole.
 */
function targetEntries({ targets = [] }: Settings, others: Settings['targets'] = []): Entries {
  const known = new Set(others.map(targetPath));
  return targets.flatMap((target): Entries => {
    const path = targetPath(target);
    const fields = targetFields(target);
    if (!known.has(path)) return [[path, { means: 'exemption', text: canonicalJson(fields), span: target.span }]];
    return Object.entries(fields).map(([field, value]) => [
      `${path} ${field}`,
      {
        means: 'exemption',
        text: value === undefined ? 'none' : typeof value === 'string' ? value : canonicalJson(value),
        span: target.span,
      },
    ]);
  });
}

const targetPath = ({ provider, accounts }: SamlRolesTarget): string =>
  `targets.saml-roles ${provider?.value ?? ''} ${accounts.map(({ text }) => text).join(' ')}`;

/** The digest is whole: documents that share some digits of it can be made. */
function targetFields({ span: _, ...target }: SamlRolesTarget): Readonly<Record<string, unknown>> {
  const { accounts, retired, provider: __, metadata, assumeRole, ...rest } = target;
  const { servicePrincipalId, sessionDuration, importKeyCreated, externalId, ...others } = rest;
  return {
    accounts: accounts.map(({ text }) => text).sort(),
    retired: retired.map(({ text }) => text).sort(),
    metadata: metadata && `sha256 ${digest(metadata.content)}`,
    assumeRole: assumeRole?.value,
    servicePrincipalId: servicePrincipalId?.value.toLowerCase(),
    sessionDuration: sessionDuration?.value,
    importKeyCreated: importKeyCreated?.value.text,
    externalId,
    ...others,
  };
}

/** From what forbids most. */
const USER_SETTINGS = ['never', 'expiring', 'always'] as const;

/** From what lets undeclared access be to what ends it. */
const TREATMENTS = ['ignore', 'report', 'delete'] as const;

function unmanagedEntries({ unmanaged }: Settings): Entries {
  const fields = ['permissionSets', 'groupAssignments', 'userAssignments', 'orphans'] as const;
  return [
    ...fields.map((field) => {
      const treatment = unmanaged[field];
      return [`unmanaged.${field}`, demand(treatment, TREATMENTS.indexOf(treatment))] as const;
    }),
    ...unmanaged.ignore.map((item) => {
      const text = item.until === undefined ? '' : `until ${item.until.value.text}`;
      return [`unmanaged.ignore ${ignoreItemText(item)}`, { means: 'exemption', text, span: item.span }] as const;
    }),
  ];
}

function guardEntries({ guards: { deletes, unattended, allowances } }: Settings): Entries {
  return [
    ['guards.unattended.creates', demand(String(unattended.creates), -unattended.creates)],
    ['guards.unattended.administrators', demand(String(unattended.administrators), -unattended.administrators)],
    ...[...groupBy(allowances, ({ code }) => code.value)].map(([code, ofCode]): Entries[number] => {
      const texts = ofCode.map(({ upTo, until }) => `up to ${upTo} until ${until.value.text}`);
      return [
        `guards.allowances ${code}`,
        { means: 'exemption', text: texts.sort().join(', '), span: ofCode[0]!.code.span },
      ];
    }),
    ['guards.deletes.more', demand(String(deletes.more), -deletes.more)],
    ['guards.deletes.share', demand(`${Number((deletes.share * 100).toFixed(6))} %`, -deletes.share)],
  ];
}

const LEVELS: readonly Level[] = ['off', 'notice', 'warning', 'error'];

function levelEntries({ diagnostics }: Settings, codes: readonly string[]): Entries {
  return codes.map((code) => {
    const level = diagnostics.get(code) ?? RULES[code as Code].severity;
    // A notice more or less refuses nothing.
    return [`diagnostics.${code}`, demand(level, Math.max(1, LEVELS.indexOf(level)))];
  });
}

/** Another reason for the same silence is as good as the old one. */
function silenceEntries({ permissionSets }: Declarations): Entries {
  const managed = [...permissionSets.values()].filter((set) => set.kind === 'managed');
  return managed.flatMap(({ name, silence }) =>
    silence.map(({ code, reason, statement }) => {
      const about = statement === undefined ? '' : ` in ${statement.value}`;
      const path = `permissionSets.${name.value}.silence ${code.value}${about}`;
      return [path, { means: 'exemption', text: reason, strictness: 0, span: code.span }] as const;
    }),
  );
}

function demand(text: string, strictness: number): SettingEntry {
  return { means: 'demand', text, strictness };
}
