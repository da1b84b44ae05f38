// Who is nearly an administrator: whoever may do all that there is but for a few services, or needs one step to have the rest.
import { memoizeByIdentity } from '../../memoize.ts';
import { optional } from '../../optional.ts';
import type { ActionIndex } from '../catalogue/index.ts';
import { type Access, accessOf, allows, type Document, newAccessWithin } from '../compare/index.ts';
import { type ParsedPolicy, parsePolicy } from '../language/index.ts';
import { type Budget, serviceOf } from '../patterns/index.ts';
import { unrestrictedPaths } from './escalation.ts';
import { conditionsOf, type PathCondition } from './path.ts';
import { wholeServicesOf } from './whole-services.ts';

export type NearAdministration =
  /** Everything, under any conditions, but something of these services: prefixes, sorted. */
  | { readonly kind: 'all-but'; readonly services: readonly string[] }
  /** An escalation path that is open on every resource: what others have in the account is one step away. */
  | {
      readonly kind: 'one-step';
      readonly id: string;
      readonly title: string;
      readonly actions: readonly string[];
      readonly conditions: readonly PathCondition[];
    }
  /** Its policies make it an administrator and allow to rewrite its permissions boundary, a customer managed policy: `policy/<path><name>`. */
  | { readonly kind: 'rewritable-boundary'; readonly boundary: string };

/** PowerUserAccess lacks something of three. */
const MOST_LACKING = 3;

/** One action of each of the services that people work with most: whoever lacks more of them than may be lacking is not asked about the rest. */
const INDICATIVE = [
  'iam:CreateRole',
  'organizations:DescribeOrganization',
  's3:GetObject',
  'ec2:TerminateInstances',
  'lambda:UpdateFunctionCode',
  'dynamodb:DeleteTable',
  'rds:DeleteDBInstance',
  'kms:Decrypt',
];

/** Undefined: neither, or that could not be proved. */
export function nearAdministrationOf(
  access: Access,
  { index, budget }: { readonly index: ActionIndex; readonly budget: Budget },
): NearAdministration | undefined {
  for (const step of unrestrictedPaths(access, { index, budget, through: IAM })) {
    const { id, title } = step.path;
    const { actions } = step;
    return { kind: 'one-step', id, title, actions, conditions: conditionsOf(step.path, actions) };
  }
  const services = lackingServices(inFavour(access), { index, budget });
  return services === undefined ? undefined : { kind: 'all-but', services };
}

/**
 * On every role, user or policy, and by what IAM guards: with what is left to chance (that some function has a strong role, or that some role trusts
 * the whole account) the next step is not certain to be one.
 */
const IAM = /^iam:/i;

/** As if every Allow applied, and no Deny with a condition: whoever meets all conditions has that much. */
function inFavour({ grants }: Access): Access {
  const free = (document: Document): Document =>
    document.kind === 'unknown' ? document : { ...document, policy: withoutConditions(document.policy) };
  return {
    grants: grants.map(({ documents, boundary, ceilings }) => ({
      documents: documents.map(free),
      ...optional({ boundary: boundary && free(boundary), ceilings: ceilings?.map(free) }),
    })),
  };
}

const withoutConditions = memoizeByIdentity((policy: ParsedPolicy): ParsedPolicy => {
  if (policy.statements.every(({ conditions }) => conditions.length === 0)) return policy;
  const statements = policy.statements.flatMap((statement) => {
    if (statement.conditions.length === 0) return [statement];
    return statement.effect === 'Allow' ? [{ ...statement, conditions: [] }] : [];
  });
  return { ...policy, statements };
});

/** Undefined: more than a few, or nobody can say. */
function lackingServices(
  access: Access,
  { index, budget }: { readonly index: ActionIndex; readonly budget: Budget },
): readonly string[] | undefined {
  const isLacking = (action: string) =>
    !allows(access, { action, resource: '*', context: {} }) &&
    !allows(access, { action, resource: 'arn:aws:x:::x', context: {} });
  if (INDICATIVE.filter(isLacking).length > MOST_LACKING) return undefined;
  const isWhole = wholeServicesOf(access);
  const others = index.services.filter((service) => !isWhole(service));
  if (others.length === 0) return [];
  const { gains, unresolved } = newAccessWithin(access, everythingOf(others), { index, budget });
  if (unresolved.some(({ actions, doubt }) => doubt.reason === 'budget' && actions.length === 0)) return undefined;
  const lacking = [...gains, ...unresolved].flatMap(({ actions }) => actions);
  const services = [...new Set(lacking.map((action) => (serviceOf(action) ?? action).toLowerCase()))].sort();
  return services.length > MOST_LACKING ? undefined : services;
}

function everythingOf(services: readonly string[]): Access {
  const Action = services.map((service) => `${service}:*`);
  return accessOf(parsePolicy({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action, Resource: '*' } }).policy);
}
