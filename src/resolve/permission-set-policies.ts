// The policies a permission set refers to: AWS managed ones by name, path or ARN, customer managed ones by name and path.
import type { ManagedPermissionSet, PolicyReference } from '../config/declarations.ts';
import type { EveryField } from '../definition/fields.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import {
  awsManagedPath,
  managedArnsMeant,
  managedPoliciesMeant,
  managedPolicyNames,
  replacementOf,
} from '../policy/catalogue/index.ts';
import type { Located } from '../source/value.ts';
import type { CustomerManagedPolicy, PermissionsBoundary } from '../state/state.ts';
import type { RuleContext } from './rule-context.ts';

type Policies = Pick<EveryField, 'managedPolicies' | 'customerManagedPolicies' | 'permissionsBoundary'>;

const MOST_POLICIES = 20;
/** Somewhat too many are looked at one by one, for a set that is split has them still. */
const MOST_LOOKED_AT = 100;
/** IAM's default quota of managed policies per role. */
const MANY_POLICIES = 10;

export function policiesOf(declaration: ManagedPermissionSet, context: RuleContext): Policies {
  const count = declaration.managedPolicies.length + declaration.customerManagedPolicies.length;
  const { span } = declaration.name;
  if (count > MOST_POLICIES) {
    context.report(diagnose('permission-set/too-many-policies', { count }, { span }));
    if (count > MOST_LOOKED_AT)
      return { managedPolicies: [], customerManagedPolicies: [], permissionsBoundary: undefined };
  } else if (count > MANY_POLICIES) context.report(diagnose('permission-set/many-policies', { count }, { span }));
  const managed = declaration.managedPolicies.map(({ value, span }) => ({
    value: awsManagedPolicy({ value, span }, context),
    span,
  }));
  const customer = declaration.customerManagedPolicies.map(({ value, span }) => ({
    value: customerManagedPolicy({ value, span }, context),
    span,
  }));
  reportDuplicates(managed, context);
  reportDuplicates(
    customer.map(({ value, span }) => ({ value: `${value.path}${value.name}`, span })),
    context,
  );
  const { permissionsBoundary: boundary } = declaration;
  return {
    managedPolicies: managed.map(({ value }) => value),
    customerManagedPolicies: customer.map(({ value }) => value),
    permissionsBoundary: boundary && boundaryOf(boundary, context),
  };
}

function reportDuplicates(policies: readonly Located<string>[], { report }: RuleContext): void {
  const seen = new Set<string>();
  for (const { value: policy, span } of policies) {
    if (seen.has(policy)) report(diagnose('permission-set/duplicate-policy', { policy }, { span }));
    seen.add(policy);
  }
}

function boundaryOf(
  { value, span }: NonNullable<ManagedPermissionSet['permissionsBoundary']>,
  context: RuleContext,
): PermissionsBoundary {
  return value.kind === 'aws-managed'
    ? { kind: value.kind, policy: awsManagedPolicy({ value: value.policy, span }, context) }
    : { kind: value.kind, policy: customerManagedPolicy({ value: value.policy, span }, context) };
}

const ARN = /^arn:(aws(?:-[a-z]{1,5}){0,3}):iam::aws:policy\/((?:[A-Za-z0-9.,+@=_-]+\/)*[A-Za-z0-9.,+=@_-]+)$/;

/** `job-function/SupportUser` for a name, a path and name, or a full ARN. */
function awsManagedPolicy(
  { value: written, span }: Located<string>,
  { partition, report, suggest }: RuleContext,
): string {
  const policy = written.startsWith('arn:') ? fromArn() : fromName();
  if (policy.startsWith('aws-service-role/')) report(diagnose('permission-set/not-attachable', { policy }, { span }));
  return policy;

  function fromArn(): string {
    const [, actual, path] = ARN.exec(written) ?? [];
    if (actual === undefined || path === undefined || written.length > 2048) {
      report(diagnose('permission-set/managed-policy-arn', { policy: written }, { span }));
      return written;
    }
    if (partition !== undefined && actual !== partition)
      report(diagnose('permission-set/partition', { text: written, partition: actual, expected: partition }, { span }));
    const meant = managedArnsMeant(written, suggest);
    if (meant === undefined) reportReplaced(path);
    else {
      const facts = { arn: written, nearest: meant, date: managedPolicyNames().date };
      report(diagnose('policy/unlisted-managed-policy', facts, { span }));
    }
    return path;
  }

  function fromName(): string {
    const known = awsManagedPath(written);
    if (known !== undefined) {
      reportReplaced(known);
      return known;
    }
    const facts = {
      policy: written,
      nearest: managedPoliciesMeant(written, suggest),
      date: managedPolicyNames().date,
    };
    report(diagnose('permission-set/unknown-managed-policy', facts, { span }));
    return written;
  }

  function reportReplaced(path: string): void {
    const by = replacementOf(path);
    if (by !== undefined) report(diagnose('permission-set/replaced-managed-policy', { policy: path, by }, { span }));
  }
}

function customerManagedPolicy(
  { value, span }: Located<PolicyReference>,
  { report }: RuleContext,
): CustomerManagedPolicy {
  const { name, path } = value;
  const refuse = (what: string, text: string) =>
    report(diagnose('permission-set/customer-managed-policy', { what, text }, { span }));
  if (!/^[\w+=,.@-]{1,128}$/.test(name)) refuse('name', name);
  if (path.length > 512 || !/^(?:\/[A-Za-z0-9.,+@=_-]+)*\/$/.test(path)) refuse('path', path);
  return { name, path };
}
