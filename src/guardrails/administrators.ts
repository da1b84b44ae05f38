// Administrators as guardrails see them: by the predicate that plans and guards use, and by the most that what cannot be seen may allow.
import { administrationOf, nearAdministrationOfSet, rewritingOf } from '../meaning/administration.ts';
import { optional } from '../optional.ts';
import type { Grant } from '../policy/compare/index.ts';
import { isSpent } from '../policy/patterns/index.ts';
import type { PermissionSet } from '../state/state.ts';
import { type AdministratorAccess, type Breach, type BreachDoubt, type Examination, isWithin } from './breach.ts';
import type { AdministratorLevel } from './guardrail.ts';
import { grantUpperBound, unseenIn } from './upper-bound.ts';

/** At most one breach. What was so before is no news. */
export function administratorBreaches(level: AdministratorLevel, examination: Examination): readonly Breach[] {
  const { set, before, witnessOf } = examination;
  const now = administratorAccessOf(set, level, examination);
  if (now === undefined) return [];
  const had = before.flatMap((old) => administratorAccessOf(old, level, examination) ?? []);
  if (had.some((old) => isAsMuch(old, now))) return [];
  if (now.doubt !== undefined) return [{ kind: 'administrator', ...now }];
  const [witness] = actionsOf(now).flatMap((action) => witnessOf(action) ?? []);
  return [{ kind: 'administrator', ...now, ...optional({ witness }) }];
}

function actionsOf({ near, rewrites }: AdministratorAccess): readonly string[] {
  if (rewrites === true) return ['iam:CreatePolicyVersion'];
  switch (near?.kind) {
    case undefined:
      return ['iam:AttachRolePolicy', 'iam:PutRolePolicy'];
    case 'one-step':
      return near.actions;
    case 'rewritable-boundary':
    case 'all-but':
      return [];
    default:
      return near satisfies never;
  }
}

function isAsMuch(old: AdministratorAccess, now: AdministratorAccess): boolean {
  if (old.doubt !== undefined) return now.doubt !== undefined && isWithin(now.doubt, old.doubt);
  return old.near === undefined || now.near !== undefined || now.doubt !== undefined;
}

/** Undefined: neither, whatever documents that cannot be seen may allow. */
export function administratorAccessOf(
  set: PermissionSet,
  level: AdministratorLevel,
  { meanings, accessOf }: Pick<Examination, 'meanings' | 'accessOf'>,
): AdministratorAccess | undefined {
  const [grant = { documents: [] }] = accessOf([set]).grants;
  const options = () => ({
    index: meanings.data.index,
    budget: meanings.budget(),
    attached: set.customerManagedPolicies,
  });
  // A boundary that the rule lets pass is not in this grant.
  const isWhole = grant.boundary !== undefined || set.permissionsBoundary === undefined;
  const administration = isWhole ? meanings.administration(set) : administrationOf(grant, options());
  if (administration === 'undetermined') return { doubt: { reason: 'budget', documents: [] } };
  if (administration !== undefined) {
    const isByRewriting = administrationOf(grant, { ...options(), attached: [] }) === undefined;
    return isByRewriting && rewritingOf(grant, options()) !== undefined ? { rewrites: true } : {};
  }
  const unseen = unseenIn(grant);
  const doubt: BreachDoubt = { reason: 'unknown-document', documents: unseen };
  const near = level === 'near-administrator' ? nearOf(grant, set, meanings) : undefined;
  if (near !== undefined) return near;
  if (unseen.length > 0 && administrationOf(grantUpperBound(grant), options()) !== undefined) return { doubt };
  return undefined;
}

function nearOf(grant: Grant, set: PermissionSet, meanings: Examination['meanings']): AdministratorAccess | undefined {
  const { index } = meanings.data;
  const budget = meanings.budget();
  const near = nearAdministrationOfSet(grant, set.permissionsBoundary, { index, budget });
  if (near !== undefined) return { near };
  return isSpent(budget) ? { doubt: { reason: 'budget', documents: [] } } : undefined;
}
