// What a plan amounts to, in numbers and in one line. Text, JSON and Markdown all take it from here.
import type { Severity } from '../diagnostics/diagnostic.ts';
import { counted } from '../diagnostics/wording.ts';
import {
  type AssignmentChange,
  type Change,
  type PermissionSetChange,
  permissionSetOf,
  type ResourceChange,
} from '../plan/change.ts';
import type { Plan } from '../plan/plan.ts';
import type { SamlAccess } from '../plan/saml-access.ts';
import { gainsOf, losesAccess } from './gains.ts';
import { type AttributeAction, attributeCounts } from './plan-attributes.ts';
import type { Own } from './plan-own.ts';
import { widerCount } from './review-wider.ts';

export interface Summary {
  readonly permissionSets: Readonly<Record<Exclude<PermissionSetChange['action'], 'release'>, number>> & {
    /** Absent in a plan of files. */
    readonly release?: number;
  };
  readonly assignments: Readonly<Record<AssignmentChange['action'], number>>;
  /** An account counts once for each permission set that is provisioned to it. */
  readonly accountsToProvision: number;
  /** Attributes for access control. Absent where none of them changes. */
  readonly accessControlAttributes?: Readonly<Record<AttributeAction, number>>;
  /** What other targets need beside assignments. Absent where none of it changes. */
  readonly resources?: Readonly<Record<ResourceChange['action'], number>>;
  /** Assignments to app roles that a person makes in Entra. Absent where there are none. */
  readonly samlAccess?: Readonly<Record<SamlAccess['action'], number>>;
  readonly held: number;
  /** Held until a person allows it. */
  readonly awaitingApproval: number;
  readonly errors: number;
  readonly warnings: number;
  readonly notices: number;
}

export function summarise({ changes, held, findings, notices, samlAccess = [] }: Plan): Summary {
  const number = (kind: Change['kind'], action: Change['action']) =>
    changes.filter((change) => change.kind === kind && change.action === action).length;
  const attributes = changes.filter((change) => change.kind === 'access-control-attributes');
  const resources = changes.filter((change) => change.kind === 'resource');
  const released = number('permission-set', 'release');
  const found = (severity: Severity) => findings.filter((finding) => finding.severity === severity).length;
  return {
    permissionSets: {
      create: number('permission-set', 'create'),
      adopt: number('permission-set', 'adopt'),
      update: number('permission-set', 'update'),
      delete: number('permission-set', 'delete'),
      ...(released === 0 ? {} : { release: released }),
    },
    assignments: { create: number('assignment', 'create'), delete: number('assignment', 'delete') },
    accountsToProvision: changes.reduce(
      (sum, change) => sum + (change.kind === 'provisioning' ? change.accounts.length : 0),
      0,
    ),
    ...(attributes.length === 0 ? {} : { accessControlAttributes: attributeCounts(attributes) }),
    ...(resources.length === 0
      ? {}
      : {
          resources: {
            create: number('resource', 'create'),
            adopt: number('resource', 'adopt'),
            update: number('resource', 'update'),
            delete: number('resource', 'delete'),
          },
        }),
    ...(samlAccess.length === 0
      ? {}
      : { samlAccess: { assign: actionsIn(samlAccess, 'assign'), unassign: actionsIn(samlAccess, 'unassign') } }),
    held: held.length,
    awaitingApproval: held.filter(({ awaitsApproval }) => awaitsApproval === true).length,
    errors: found('error'),
    warnings: found('warning'),
    notices: notices.length + found('notice'),
  };
}

const actionsIn = (access: readonly SamlAccess[], action: SamlAccess['action']): number =>
  access.filter((each) => each.action === action).length;

/** `refused; 3 gain administrator access, 12 gain access, 2 lose access`. `own`: what is told in full. */
export function verdict(plan: Plan, own: Own): string {
  const { errors } = summarise(plan);
  const waiting = own.held.filter(({ awaitsApproval }) => awaitsApproval === true).length;
  const held = own.held.length - waiting;
  const people = peopleWords(plan, own.changes);
  const bySaml = samlWords(own.samlAccess);
  const later = widerCount(plan);
  const parts = [
    ...(errors === 0 ? [] : ['refused']),
    ...people,
    ...bySaml,
    ...(people.length + bySaml.length > 0 || own.changes.length === 0 ? [] : [setsWords(own.changes)]),
    ...(waiting === 0 ? [] : [`${waiting} ${waiting === 1 ? 'awaits' : 'await'} approval`]),
    ...(held === 0 ? [] : [`${held} on hold`]),
  ];
  const rules = plan.findings.filter(({ code }) => code === 'settings/loosened').length;
  const names = plan.review?.identities.filter(({ change }) => change !== 'pinned').length ?? 0;
  const beside = [
    ...(rules === 0 ? [] : [`${counted(rules, 'rule')} ${rules === 1 ? 'becomes' : 'become'} looser`]),
    ...(names === 0 ? [] : [`${counted(names, 'name')} ${names === 1 ? 'stands' : 'stand'} for somebody else`]),
    ...(later === 0 ? [] : [`${counted(later, 'grant')} ${later === 1 ? 'reaches' : 'reach'} further`]),
  ];
  if (parts.length === 0) {
    if (beside.length > 0) return `no access changes today, ${beside.join(', ')}`;
    // What was there before is applied all the same.
    return own.others.length === 0 ? 'nothing to do' : 'nothing by this change';
  }
  return [...parts, ...beside].join(', ');
}

/** Each person-facing change counts a principal once: by the worst that it gains. */
function peopleWords(plan: Plan, changes: readonly Change[]): readonly string[] {
  const gains = gainsOf({ ...plan, changes });
  const idsOf = (some: typeof gains) => new Set(some.flatMap(({ principals }) => principals.map(({ id }) => id)));
  const administrators = idsOf(
    gains.filter(({ worst }) => worst.kind === 'administrator' || worst.kind === 'takeover'),
  );
  const gainers = [...idsOf(gains)].filter((id) => !administrators.has(id)).length;
  const losers = new Set(
    changes.filter((change) => losesAccess(change, plan)).map(({ assignment }) => assignment.principal.id),
  );
  const words = (number: number, what: string) =>
    number === 0 ? [] : [`${number} ${number === 1 ? what.replace(/^(gain|lose)/, '$1s') : what}`];
  return [
    ...words(administrators.size, 'gain administrator access'),
    ...words(gainers, 'gain access'),
    ...words(losers.size, 'lose access'),
  ];
}

/** Whoever gets in, or no longer does, once a person has written it in Entra. */
function samlWords(access: readonly SamlAccess[]): readonly string[] {
  const names = (some: readonly SamlAccess[]) =>
    new Set(some.map(({ principal: { type, name } }) => `${type} ${name}`)).size;
  const assigned = access.filter(({ action }) => action === 'assign');
  const administrators = names(assigned.filter(({ administrator }) => administrator === true));
  const [others, gone] = [
    names(assigned) - administrators,
    names(access.filter(({ action }) => action === 'unassign')),
  ];
  return [
    ...(administrators === 0 ? [] : [`${administrators} to be assigned administrator access in Entra`]),
    ...(others === 0 ? [] : [`${others} to be assigned in Entra`]),
    ...(gone === 0 ? [] : [`${gone} to lose assignments in Entra`]),
  ];
}

/** Nobody gains or loses: what changes all the same. */
function setsWords(changes: readonly Change[]): string {
  const sets = new Set(changes.flatMap((change) => permissionSetOf(change) ?? []));
  if (sets.size === 0) {
    const attributes = changes.some(({ kind }) => kind === 'access-control-attributes');
    const resources = changes.filter(({ kind }) => kind === 'resource').length;
    const what = [
      ...(attributes ? ['attributes for access control'] : []),
      ...(resources === 0 ? [] : [counted(resources, 'resource')]),
    ];
    const verb = !attributes && resources === 1 ? 'changes' : 'change';
    return `${what.join(' and ')} ${verb}, nobody gains or loses an assignment`;
  }
  return `${counted(sets.size, 'permission set')} ${sets.size === 1 ? 'changes' : 'change'}, nobody gains or loses an assignment`;
}

/** `Plan 3f2a91c0: 4 sets to create, 1 to adopt; 12 assignments to create; 4 held.` */
export function headline(plan: Plan): string {
  const summary = summarise(plan);
  const parts = [
    countedActions('set', summary.permissionSets),
    countedActions('assignment', summary.assignments),
    summary.accountsToProvision === 0 ? '' : `${counted(summary.accountsToProvision, 'account')} to provision`,
    attributeWords(summary),
    countedActions('resource', summary.resources ?? {}),
    countedActions('SAML sign-in', summary.samlAccess ?? {}),
  ].filter((part) => part !== '');
  const refused = summary.errors === 0 ? '' : ` is refused by ${counted(summary.errors, 'error')}`;
  const waiting = summary.awaitingApproval;
  const held = [
    ...(summary.held === 0 ? [] : [`${summary.held} held${waiting === 0 ? '' : ` (${waiting} awaiting approval)`}`]),
  ];
  if (parts.length > 0) return `Plan ${shortId(plan)}${refused}: ${[...parts, ...held].join('; ')}.`;
  return `${[refused === '' ? 'Nothing to do' : `Plan ${shortId(plan)}${refused}`, ...held].join('; ')}.`;
}

/** A configuration that comes or goes without a line in it counts as one. */
function attributeWords({ accessControlAttributes: counts }: Summary): string {
  if (counts === undefined) return '';
  return countedActions('attribute', counts) || 'attributes for access control to write';
}

/** Enough to tell plans apart by eye; `--expect` takes the whole id. */
export function shortId({ planId }: Plan): string {
  return planId.slice(0, 8);
}

/** `4 sets to create, 1 to adopt`: the noun once, zeros left out. */
export function countedActions(noun: string, actions: Readonly<Record<string, number>>): string {
  return Object.entries(actions)
    .filter(([, number]) => number > 0)
    .map(([action, number], index) => `${index === 0 ? counted(number, noun) : number} to ${action}`)
    .join(', ');
}
