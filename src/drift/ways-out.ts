// The three ways out of a drift: live becomes what the files say, the files become what live has, or both stay as they are until a day.
//
// What is offered can be pasted as it is. Names come from outside: in a command they are quoted for a shell, in YAML for YAML, and in a glob so that it matches nothing
// else, for a rule must not set aside more than what was looked at.
import { FIELD_NAMES, type Field, rulesOf } from '../definition/fields.ts';
import { dateOf, type Instant, later } from '../instant.ts';
import { visibleJson } from '../names/characters.ts';
import type { AccessControl } from '../state/access-control.ts';
import type { OwnershipRules } from '../state/desired.ts';
import { literalGlob } from '../state/glob.ts';
import { type OtherTarget, type PermissionSet, type ResourceKind, type Target, targetOf } from '../state/state.ts';
import type { DriftKind, FoundItem, Way, WaysOut } from './item.ts';

export interface WayContext {
  /** What the commands of this config folder and Identity Center have behind their verb: `--dir platform`. */
  readonly options: readonly string[];
  readonly asOf: Instant;
  readonly rules: OwnershipRules;
  /** Names are those of live, and no pseudonyms. */
  readonly hasNames: boolean;
}

export function waysOut(item: FoundItem, context: WayContext): WaysOut {
  return {
    takeBack: takeBack(item, context),
    takeOver: TAKE_OVER[item.kind](item, context),
    accept: ACCEPT[item.kind](item, context),
  };
}

function takeBack(item: FoundItem, context: WayContext): Way {
  const { waits, isApplied, kind } = item;
  if (isApplied) {
    const apply = { command: applyCommand(item, context) };
    return waits === undefined ? apply : { ...apply, note: `once this is settled: ${waits.reason}` };
  }
  const setting = SETTINGS[kind];
  if (setting !== undefined)
    return {
      yaml: { file: 'access.yaml', text: `unmanaged:\n  ${setting}: delete` },
      command: applyCommand(item, context),
      note: 'the setting is about all assignments of this kind',
    };
  return { note: NOT_TAKEN_BACK[kind] ?? 'an apply does not change it' };
}

/** What is read group by group does not show what deleted principals have beside a group (ListAccountAssignmentsForPrincipal needs a principal): only a whole reading finds them all. */
function applyCommand({ kind }: FoundItem, context: WayContext): string {
  return command(kind === 'orphan-assignment' ? ['apply', '--audit'] : ['apply'], context);
}

/** What makes an apply delete them. */
const SETTINGS: Partial<Record<DriftKind, keyof OwnershipRules>> = {
  'group-assignment': 'groupAssignments',
  'user-assignment': 'userAssignments',
  'orphan-assignment': 'orphans',
};

const NOT_TAKEN_BACK: Partial<Record<DriftKind, string>> = {
  'unmanaged-permission-set':
    'an apply deletes no permission set that it does not manage: take it over, apply, and take it out of the files again, or delete it in IAM Identity Center',
  'foreign-permission-set': 'an apply never touches a permission set of another owner: ask them, or whoever tagged it',
  'outdated-role': 'declare the permission set again to bring its roles up to date, or delete what keeps it',
};

type WayOf = (item: FoundItem, context: WayContext) => Way;

const imported: WayOf = (item, context) => ({
  command: command(['import', '--only', `set:${item.permissionSet ?? ''}`, ...importOptions(item)], context),
});

/** What is imported only where it is asked for. */
const IMPORT_OPTIONS = {
  'identity-center': [],
  'account-access': ['--roles'],
  'saml-roles': [],
  applications: ['--applications'],
} as const satisfies Readonly<Record<Target, readonly string[]>>;

const importOptions = ({ permissionSet = '' }: FoundItem): readonly string[] => IMPORT_OPTIONS[targetOf(permissionSet)];

const asGranted: WayOf = ({ origins }) => ({ note: `take it out of the grant${placesIn(origins)}` });

type ResourceAction = NonNullable<FoundItem['action']>;

const leftToOthers: Way = {
  yaml: { file: 'access.yaml', text: 'accountAccess: { application: external }' },
  note: 'the application is of somebody else then, and is never written',
};

const TAKE_OVER_APPLICATION = {
  create: {
    note: 'take `accountAccess` out of access.yaml, and `roles` out of the grants: without the application there are no entitlements',
  },
  adopt: leftToOthers,
  update: leftToOthers,
  delete: leftToOthers,
} as const satisfies Readonly<Record<ResourceAction, Way>>;

/** What of an account that is federated by SAML stands in the files in another way. */
const TAKE_OVER_SAML = {
  provider: {
    create: 'take the account out of the `accounts` of the target',
    adopt:
      'put the metadata document that live has in place of that of the target, or give the target the `provider.name` of another',
    update: 'put the metadata document that live has in place of that of the target',
    delete: 'list the account under the `accounts` of the target again',
  },
  role: {
    create: 'take the permission set out of the grants in this account',
    adopt:
      'write what the role has into its permission set, or give the target another `rolePrefix`, so that the role is left to others',
    update: 'write what the role has into its permission set: it is then so in all accounts where it is granted',
    delete: 'grant its permission set in this account again',
  },
} as const satisfies Readonly<Record<Exclude<ResourceKind, 'application'>, Readonly<Record<ResourceAction, string>>>>;

const samlTakeOver = ({ resource, action = 'update', origins }: FoundItem): Way => {
  const kind = resource?.kind === 'provider' ? 'provider' : 'role';
  return { note: `${TAKE_OVER_SAML[kind][action]}${action === 'create' ? placesIn(origins) : ''}` };
};

/** The files become what live has of a resource: each target has its own place for it. */
const TAKE_OVER_RESOURCE: Readonly<Record<OtherTarget, (item: FoundItem) => Way>> = {
  'account-access': ({ action = 'update' }) => TAKE_OVER_APPLICATION[action],
  'saml-roles': samlTakeOver,
  applications: ({ origins }) => ({
    note: `change or take out \`assignmentRequired\` of the application${placesIn(origins)}: without it nobody looks at it`,
  }),
};

const TAKE_OVER: Readonly<Record<DriftKind, WayOf>> = {
  'foreign-permission-set': ({ permissionSet = '', origins }) => ({
    yaml: { text: `permissionSets:\n  ${quoted(permissionSet)}: { external: true }` },
    note: `${origins.length === 0 ? '' : 'in place of its declaration: '}it can be granted then, and is never written`,
  }),
  'unmanaged-permission-set': imported,
  'undeclared-permission-set': imported,
  definition: ({ live, fields = [], permissionSet = '' }) => ({
    yaml: { text: definitionText(permissionSet, live!, fields) },
    note: 'in place of what its declaration says of these fields',
  }),
  'missing-permission-set': ({ origins }) => ({
    note: `take its declaration out of the files${placesIn(origins)}, and its grants`,
  }),
  'group-assignment': imported,
  'user-assignment': (item, context) => ({
    command: command(
      ['import', '--only', `set:${item.permissionSet ?? ''}`, ...importOptions(item), '--users'],
      context,
    ),
    note: 'grants to users must be allowed by `identityCenter.users`',
  }),
  'orphan-assignment': () => ({ note: 'nobody is behind it any more' }),
  'ended-assignment': ({ origins }) => ({ note: `give the grant${placesIn(origins)} a later \`expires\`` }),
  'missing-assignment': asGranted,
  'outdated-role': () => ({ note: 'files do not say what a role holds' }),
  'access-control-attributes': ({ attributes }) => ({
    yaml: { file: 'access.yaml', text: attributesText(attributes?.live ?? {}) },
    note: 'in place of the whole setting, but for keys with `from: saml`',
  }),
  resource: (item) => TAKE_OVER_RESOURCE[item.resource!.target](item),
};

const NO_RULE = 'no rule lets live be otherwise than what files declare: an apply puts it right';

const byIgnoring: WayOf = (item, context) => ({ yaml: { file: 'access.yaml', text: ignoreRule(item, context) } });

const ACCEPT: Readonly<Record<DriftKind, WayOf>> = {
  'foreign-permission-set': ({ owner = '', origins }, { rules }) =>
    origins.length > 0
      ? { note: NO_RULE }
      : {
          yaml: {
            file: 'access.yaml',
            text: `identityCenter:\n  owners: [${[...rules.owners, owner].map(quoted).join(', ')}]`,
          },
          note: 'if it is another folder of yours: sets of an owner that is listed are told no more',
        },
  'unmanaged-permission-set': byIgnoring,
  'undeclared-permission-set': byIgnoring,
  definition: ({ permissionSet = '', fields = [] }, { asOf }) => {
    const released = fields.filter((field) => field !== 'owner');
    if (released.length === 0) return { note: 'a permission set that is declared is adopted' };
    const rule = ruleText([`permissionSets: ${quoted(permissionSet)}`, `fields: [${released.join(', ')}]`], asOf);
    return { yaml: { file: 'access.yaml', text: rule } };
  },
  'missing-permission-set': () => ({ note: NO_RULE }),
  'group-assignment': byIgnoring,
  'user-assignment': byIgnoring,
  'orphan-assignment': byIgnoring,
  'ended-assignment': () => ({ note: 'no rule outlives the end of a grant' }),
  'missing-assignment': () => ({ note: NO_RULE }),
  'outdated-role': () => ({ note: NO_RULE }),
  'access-control-attributes': () => ({
    note: 'take `accessControlAttributes` out of access.yaml: without it, nobody looks at them',
  }),
  resource: () => ({ note: NO_RULE }),
};

const DAYS = 30;
const DAY = 86_400_000;

/** As narrow as what was found: no other assignment and no other set. */
function ignoreRule({ permissionSet = '', account, principal }: FoundItem, { asOf, hasNames }: WayContext): string {
  const globs = [
    ['permissionSets', permissionSet] as const,
    ...(principal === undefined ? [] : [[`${principal.type}s`, called(principal, hasNames)] as const]),
    ...(account === undefined ? [] : [['accounts', account] as const]),
  ];
  return ruleText(
    globs.map(([field, name]) => `${field}: ${quoted(literalGlob(name))}`),
    asOf,
  );
}

function ruleText(about: readonly string[], asOf: Instant): string {
  const until = dateOf(later(asOf, DAYS * DAY));
  const reason = quoted(`accepted on ${dateOf(asOf)}`);
  return `unmanaged:\n  ignore:\n    - { ${[...about, `until: ${until}`, `reason: ${reason}`].join(', ')} }`;
}

/** The name, or the id where there is none that live knows. */
function called({ id, name }: NonNullable<FoundItem['principal']>, hasNames: boolean): string {
  return name === undefined || !hasNames ? (id ?? '') : name;
}

/** The fields as live has them, in YAML that is JSON below the name of each. */
function definitionText(name: string, live: PermissionSet, fields: readonly Field[]): string {
  const lines = FIELD_NAMES.filter((field) => fields.includes(field) && field !== 'owner').flatMap((field) => {
    const value = live[field];
    const declared = value === undefined ? undefined : rulesOf(field).declared(value);
    if (declared === undefined) return [`    # without \`${field}\``];
    return `    ${field}: ${JSON.stringify(declared, null, 2).replaceAll('\n', '\n    ')}`.split('\n');
  });
  const body = lines.length === 0 ? ['    # nothing but the owner differs: an apply adopts it'] : lines;
  return [`permissionSets:`, `  ${quoted(name)}:`, ...body].join('\n');
}

/** Of an instance without a configuration, `{}`. */
function attributesText({ attributes = [] }: AccessControl): string {
  if (attributes.length === 0) return 'accessControlAttributes: {}';
  const lines = attributes.map(({ key, source }) => `  ${quoted(key)}: ${quoted(source)}`);
  return ['accessControlAttributes:', ...lines].join('\n');
}

/**
 * A JSON string is a YAML scalar (YAML 1.2, 7.3.1); plain where nothing in it can be taken for anything else. What nobody sees is escaped, so that what is
 * shown is what is pasted.
 */
function quoted(text: string): string {
  if (/^[A-Za-z][\w-]*$/.test(text) && !/^(?:y|n|yes|no|on|off|true|false|null)$/i.test(text)) return text;
  return visibleJson(text);
}

function placesIn(origins: FoundItem['origins']): string {
  const places = origins.slice(0, MOST_PLACES).map(({ file, line }) => `${file}:${line}`);
  const more = origins.length - places.length;
  return places.length === 0 ? '' : ` at ${places.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

const MOST_PLACES = 3;

function command(words: readonly string[], { options }: WayContext): string {
  return ['access', ...words, ...options].map(shellWord).join(' ');
}

/** One word for a POSIX shell, whatever it is. */
function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
