// The settings of access.yaml, with their defaults.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Level } from '../diagnostics/levels.ts';
import type { GroupRequirement } from '../diagnostics/rules/doctor-groups.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { suggester } from '../diagnostics/suggest.ts';
import { optional } from '../optional.ts';
import type { Entry, Located, MappingValue, Value } from '../source/value.ts';
import { decodeAttributes } from './access-control-attributes.ts';
import { decodeAllowances } from './allowances.ts';
import type {
  AccountAccessSettings,
  EntraRequirements,
  EntraSettings,
  GuardSettings,
  IdentityCenterSettings,
  IgnoreItem,
  PreflightSettings,
  Settings,
  StandbySettings,
  UnmanagedSettings,
} from './declarations.ts';
import { decodeExpiry } from './expiry.ts';
import {
  type Body,
  byKey,
  entryIn,
  filledField,
  flagField,
  itemsUpTo,
  mappingOf,
  type Report,
  textField,
  textOf,
  textsField,
} from './fields.ts';
import { isGuid } from './object-id.ts';
import type { SettingsSection } from './schema.ts';
import { settingPlaces } from './setting-places.ts';

/** `section` yields what stands under a key of access.yaml. */
export function decodeSettings(
  section: (name: SettingsSection) => Body,
  report: Report,
  targets?: Settings['targets'],
): Settings {
  return {
    identityCenter: decodeIdentityCenter(section('identityCenter'), report),
    ...optional({ accessControlAttributes: decodeAttributes(section('accessControlAttributes'), report) }),
    ...optional({ accountAccess: decodeAccountAccess(section('accountAccess'), report) }),
    unmanaged: decodeUnmanaged(section('unmanaged'), report),
    guards: decodeGuards(section('guards'), report),
    entra: decodeEntra(section('entra'), report),
    ...optional({ preflight: decodePreflight(section('preflight'), report), targets }),
    diagnostics: decodeLevels(section('diagnostics'), report),
    places: settingPlaces(section),
  };
}

/** INVARIANT: the schema admits only the words of the type. */
function decodeAccountAccess(body: Body, report: Report): AccountAccessSettings | undefined {
  const application = textField(body, 'application', report)?.value as AccountAccessSettings['application'] | undefined;
  return application && { application };
}

const REGION = /^[a-z]{2,5}(?:-[a-z]+)+-\d+$/;
// InstanceArn of the Identity Center API.
const INSTANCE_ARN = /^arn:aws(?:-[a-z]{1,5}){0,3}:sso:::instance\/(?:sso)?ins-[a-zA-Z0-9.-]{16}$/;
// The access portal, wherever AWS serves it: `https://….awsapps.com/start`, of GovCloud and China, or an address of the instance; and what is put before it.
export const START_URL = /^https:\/\/[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?(?:\/[A-Za-z0-9._~/-]{0,200})?(?:#\/?)?$/;
// TagValue of TagResource, and not empty: an owner that nobody can tell from no owner is none.
const OWNER = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,256}$/u;

function decodeIdentityCenter(body: Body, report: Report): IdentityCenterSettings {
  // What is refused here is not judged by again: a partition read off a broken ARN would refuse every policy.
  const fitting = (key: string, form: RegExp, code: 'schema/region' | 'schema/instance-arn' | 'schema/start-url') => {
    const written = textField(body, key, report);
    if (written === undefined || form.test(written.value)) return written;
    report(diagnose(code, { text: written.value }, { span: written.span }));
    return undefined;
  };
  const region = fitting('region', REGION, 'schema/region');
  const instanceArn = fitting('instanceArn', INSTANCE_ARN, 'schema/instance-arn');
  const startUrl = fitting('startUrl', START_URL, 'schema/start-url');
  const owner = textField(body, 'owner', report);
  const owners = textsField(body, 'owners', report);
  for (const { value: text, span } of [...(owner ? [owner] : []), ...owners])
    if (!OWNER.test(text) || text.trim() !== text) report(diagnose('schema/owner', { text }, { span }));
  const delegated = entryIn(body, 'delegatedAdministrators') && textsField(body, 'delegatedAdministrators', report);
  for (const { value: text, span } of delegated ?? [])
    if (!/^\d{12}$/.test(text)) report(diagnose('schema/account-id', { text }, { span }));
  return {
    ...optional({ region, instanceArn, startUrl, owner, delegatedAdministrators: delegated }),
    owners,
    users: (textField(body, 'users', report)?.value as IdentityCenterSettings['users'] | undefined) ?? 'never',
    inventoryComplete: flagField(body, 'inventoryComplete'),
  };
}

/** Each is held against every permission set and assignment. */
const MOST_IGNORED = 1_000;

function decodeUnmanaged(body: Body, report: Report): UnmanagedSettings {
  // INVARIANT: the schema admits only the words of these types.
  const word = <Word extends string>(key: string, standard: Word): Word =>
    (textField(body, key, report)?.value as Word | undefined) ?? standard;
  return {
    permissionSets: word<UnmanagedSettings['permissionSets']>('permissionSets', 'report'),
    groupAssignments: word<UnmanagedSettings['groupAssignments']>('groupAssignments', 'delete'),
    userAssignments: word<UnmanagedSettings['userAssignments']>('userAssignments', 'report'),
    orphans: word<UnmanagedSettings['orphans']>('orphans', 'delete'),
    ignore: itemsUpTo(MOST_IGNORED, entryIn(body, 'ignore'), report).map((item) =>
      decodeIgnoreItem(mappingOf(item), report),
    ),
  };
}

function decodeIgnoreItem(body: MappingValue, report: Report): IgnoreItem {
  const permissionSets = textField(body, 'permissionSets', report);
  const groups = textField(body, 'groups', report);
  const users = textField(body, 'users', report);
  const accounts = textField(body, 'accounts', report);
  const until = decodeExpiry(textField(body, 'until', report), report);
  const reason = filledField(body, 'reason', report);
  const { span } = body;
  const controlTower = flagField(body, 'controlTower');
  const patterns = [permissionSets, groups, users, accounts].some((pattern) => pattern !== undefined);
  if (!patterns && !controlTower) report(diagnose('schema/ignore-everything', {}, { span }));
  if (patterns && controlTower) report(diagnose('schema/control-tower-with-patterns', {}, { span }));
  const fields = textsField(body, 'fields', report);
  const [field] = fields;
  if (field !== undefined && (permissionSets === undefined || groups || users || accounts))
    report(diagnose('schema/ignore-fields', {}, { span: field.span }));
  if (groups !== undefined && users !== undefined) report(diagnose('schema/ignore-nothing', {}, { span: users.span }));
  return {
    ...(permissionSets && { permissionSets }),
    ...(groups && { groups }),
    ...(users && { users }),
    ...(accounts && { accounts }),
    fields,
    ...(until && { until }),
    ...(reason && { reason: reason.value }),
    controlTower,
    span,
  };
}

function decodeGuards(body: Body, report: Report): GuardSettings {
  const limit = (
    [section, key]: readonly [string, string],
    standard: number,
    read: (value: Value) => number | undefined = countOf,
    expected = 'a whole number from 0',
  ): number => {
    const written = entryIn(body, section);
    const value = entryIn(written && mappingOf(written.value), key)?.value;
    if (value === undefined) return standard;
    const known = read(value);
    if (known !== undefined) return known;
    const text = value.kind === 'scalar' ? value.source : '';
    report(diagnose('schema/out-of-range', { field: `\`${key}\``, text, expected }, { span: value.span }));
    return standard;
  };
  return {
    deletes: {
      more: limit(['deletes', 'more'], 10),
      share: limit(['deletes', 'share'], 0.05, shareOf, 'a percentage, or a number from 0 to 1'),
    },
    unattended: {
      creates: limit(['unattended', 'creates'], 50),
      administrators: limit(['unattended', 'administrators'], 0),
    },
    allowances: decodeAllowances(entryIn(body, 'allowances'), report),
  };
}

function countOf(value: Value): number | undefined {
  return value.kind === 'scalar' && typeof value.value === 'number' && value.value >= 0 ? value.value : undefined;
}

function shareOf(value: Value): number | undefined {
  if (value.kind !== 'scalar') return undefined;
  const percentage = /^(\d+(?:\.\d+)?) ?%$/.exec(value.source)?.[1];
  const share = percentage === undefined ? value.value : Number(percentage) / 100;
  return typeof share === 'number' && share >= 0 && share <= 1 ? share : undefined;
}

function decodeEntra(body: Body, report: Report): EntraSettings {
  const scim = entryIn(body, 'scim');
  const tokenCreated = decodeExpiry(textField(scim && mappingOf(scim.value), 'tokenCreated', report), report);
  const tenantId = guidField(body, 'tenantId', report);
  const servicePrincipalId = guidField(body, 'servicePrincipalId', report);
  const require = entryIn(body, 'require');
  const standby = decodeStandby(entryIn(body, 'standby'), report);
  const words = (level: keyof EntraRequirements): EntraRequirements[typeof level] =>
    // INVARIANT: the schema admits only the words of this type.
    textsField(require && mappingOf(require.value), level, report).map(({ value }) => value as GroupRequirement);
  return {
    ...optional({ tokenCreated, standby, tenantId, servicePrincipalId }),
    ...(require && { require: { all: words('all'), administrator: words('administrator') } }),
  };
}

function decodeStandby(entry: Entry | undefined, report: Report): StandbySettings | undefined {
  if (entry === undefined) return undefined;
  const body = mappingOf(entry.value);
  const accounts = entryIn(body, 'accounts');
  const pairs = (accounts === undefined ? [] : mappingOf(accounts.value).entries).map(({ key, keySpan, value }) => ({
    account: { value: key, span: keySpan },
    standby: textOf(value, report),
  }));
  for (const { standby } of pairs)
    if (!/^\d{12}$/.test(standby.value))
      report(diagnose('schema/account-id', { text: standby.value }, { span: standby.span }));
  return {
    ...optional({ tokenCreated: decodeExpiry(textField(body, 'tokenCreated', report), report) }),
    accounts: pairs,
  };
}

function guidField(body: Body, key: string, report: Report): Located<string> | undefined {
  const id = textField(body, key, report);
  if (id === undefined || isGuid(id.value)) return id;
  report(diagnose('schema/object-id', { text: id.value }, { span: id.span }));
  return undefined;
}

/** As AssumeRole and CreateRole take them; a path is kept to what the paths of policies may be, so that an ARN of it is one. */
const PREFLIGHT_FORMS = {
  assumeRole: /^[\w+=,.@-]{1,64}$/,
  path: /^\/(?:[\w+=,.@-]{1,256}\/){0,8}$/,
  externalId: /^[\w+=,.@:/-]{2,1224}$/,
  sessionName: /^[\w+=,.@-]{2,64}$/,
} as const;

function decodePreflight(body: Body, report: Report): PreflightSettings | undefined {
  const written = (field: keyof typeof PREFLIGHT_FORMS) => {
    const found = textField(body, field, report);
    if (found === undefined || PREFLIGHT_FORMS[field].test(found.value)) return found;
    report(diagnose('schema/preflight', { field, text: found.value }, { span: found.span }));
    return undefined;
  };
  const assumeRole = written('assumeRole');
  const path = written('path')?.value ?? '/';
  const externalId = written('externalId')?.value;
  const sessionName = written('sessionName')?.value;
  return assumeRole === undefined ? undefined : { assumeRole, path, ...optional({ externalId, sessionName }) };
}

const CODES = Object.keys(RULES);

function decodeLevels(body: Body, report: Report): ReadonlyMap<string, Level> {
  const levels = new Map<string, Level>();
  const suggest = suggester();
  for (const { key: code, keySpan, value } of [...(body?.entries ?? [])].sort(byKey)) {
    // INVARIANT: the schema admits only the words of this type.
    const level = textOf(value, report).value as Level;
    if (!Object.hasOwn(RULES, code)) {
      report(diagnose('schema/unknown-code', { code, nearest: suggest(code, CODES) }, { span: keySpan }));
    } else if (RULES[code as Code].severity === 'error' && level !== 'error') {
      report(diagnose('schema/fixed-level', { code, level }, { span: value.span }));
    } else {
      levels.set(code, level);
    }
  }
  return levels;
}
