// What `terraform show -json` prints of a state or of a plan (Terraform, "JSON Output Format"): the resources of hashicorp/aws that make permission sets.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { type AccessControl, inKeyOrder } from '../state/access-control.ts';
import type { CustomerManagedPolicy, PermissionSet } from '../state/state.ts';
import {
  awsManagedPolicy,
  customerManagedPolicy,
  type Data,
  dataIn,
  type ForeignAssignments,
  type ForeignEstate,
  type ForeignFile,
  isData,
  listIn,
  notExpressed,
  permissionSetFrom,
  policyOf,
  SOURCE_NAMES,
  taggedWith,
  textIn,
  textsIn,
  unknownKinds,
} from './foreign.ts';

interface Resource {
  readonly address: string;
  readonly type: string;
  readonly isData: boolean;
  readonly values: Data;
}

export function terraformEstate(files: readonly ForeignFile[]): ForeignEstate {
  const findings: Diagnostic[] = [];
  const resources = files.flatMap((file) => resourcesIn(file, findings));
  const sets = resources.filter(({ type, isData: read }) => type === 'aws_ssoadmin_permission_set' && !read);
  const names = new Map(
    resources
      .filter(({ type }) => type === 'aws_ssoadmin_permission_set')
      .flatMap(({ values }) => {
        const [arn, name] = [textIn(values.arn), textIn(values.name)];
        return arn === undefined || name === undefined ? [] : [[arn, name] as const];
      }),
  );
  const parts = resources.filter(({ isData: read, type }) => !read && PARTS.has(type));
  for (const { address, type, values } of parts)
    if (type !== ATTRIBUTES && !names.has(textIn(values.permission_set_arn) ?? ''))
      findings.push(
        notExpressed(`\`${address}\``, 'its permission set is known only after an apply, or is in another state'),
      );
  const partsOf = (arn: string | undefined, type: string) =>
    parts
      .filter((part) => part.type === type && textIn(part.values.permission_set_arn) === arn)
      .map(({ values }) => values);
  return {
    permissionSets: sets.flatMap(({ address, values }) => {
      const name = textIn(values.name);
      if (name !== undefined) return [permissionSetOf(name, values, partsOf, findings)];
      findings.push(notExpressed(`\`${address}\``, 'its name is known only after an apply'));
      return [];
    }),
    assignments: parts
      .filter(({ type }) => type === ASSIGNMENT)
      .flatMap(({ values, address }) => assignmentsOf(values, address, names, findings)),
    ...accessControlOf(parts),
    findings: [
      ...findings,
      ...unknownKinds(
        resources
          .filter(({ type, isData: read }) => !read && /^aws_(?:ssoadmin|identitystore)_/.test(type))
          .map(({ type }) => type)
          .filter((type) => !PARTS.has(type) && type !== 'aws_ssoadmin_permission_set'),
      ),
    ],
  };
}

/** `attribute { key, value { source } }`, at least one. */
function accessControlOf(parts: readonly Resource[]): { readonly accessControl?: AccessControl } {
  const resources = parts.filter(({ type }) => type === ATTRIBUTES);
  if (resources.length === 0) return {};
  const attributes = resources
    .flatMap(({ values }) => listIn(values.attribute).map(dataIn))
    .flatMap(({ key, value }) => {
      const [source] = listIn(value).flatMap((each) => textsIn(dataIn(each).source));
      const name = textIn(key);
      return name === undefined || source === undefined ? [] : [{ key: name, source }];
    });
  return { accessControl: { attributes: inKeyOrder(attributes) } };
}

const ASSIGNMENT = 'aws_ssoadmin_account_assignment';
const ATTRIBUTES = 'aws_ssoadmin_instance_access_control_attributes';
const PARTS: ReadonlySet<string> = new Set([
  'aws_ssoadmin_permission_set_inline_policy',
  'aws_ssoadmin_managed_policy_attachment',
  'aws_ssoadmin_managed_policy_attachments_exclusive',
  'aws_ssoadmin_customer_managed_policy_attachment',
  'aws_ssoadmin_customer_managed_policy_attachments_exclusive',
  'aws_ssoadmin_permissions_boundary_attachment',
  ASSIGNMENT,
  ATTRIBUTES,
]);

function resourcesIn({ path, text }: ForeignFile, findings: Diagnostic[]): readonly Resource[] {
  const refuse = (reason: string): readonly Resource[] => {
    findings.push(diagnose('import/unreadable', { path, source: SOURCE_NAMES.terraform, reason }));
    return [];
  };
  let root: unknown;
  try {
    root = JSON.parse(text);
  } catch {
    return refuse('it is not JSON: give the output of `terraform show -json`');
  }
  const values = dataIn(root).values ?? dataIn(root).planned_values;
  if (isData(dataIn(root).resources) || Array.isArray(dataIn(root).resources))
    return refuse('it is a state file: give the output of `terraform show -json`');
  if (!isData(values)) return refuse('it has neither `values` nor `planned_values`');
  // What a plan reads is in the state before it.
  const prior = dataIn(dataIn(dataIn(root).prior_state).values);
  const before = modulesIn(prior.root_module).filter(({ isData: read }) => read);
  return [...modulesIn(values.root_module), ...before];
}

/** Modules stand in each other as deep as somebody wrote them: no recursion. */
function modulesIn(root: unknown): readonly Resource[] {
  const found: Resource[] = [];
  for (const waiting = [root]; waiting.length > 0; ) {
    const module = dataIn(waiting.shift());
    waiting.push(...listIn(module.child_modules));
    for (const each of listIn(module.resources).map(dataIn)) {
      const [address, type] = [textIn(each.address), textIn(each.type)];
      if (type !== undefined)
        found.push({ address: address ?? type, type, isData: each.mode === 'data', values: dataIn(each.values) });
    }
  }
  return found;
}

type PartsOf = (arn: string | undefined, type: string) => readonly Data[];

function permissionSetOf(name: string, values: Data, partsOf: PartsOf, findings: Diagnostic[]): PermissionSet {
  const those = (type: string) => partsOf(textIn(values.arn), `aws_ssoadmin_${type}`);
  const arns = [
    ...those('managed_policy_attachment').flatMap(({ managed_policy_arn }) => textsIn(managed_policy_arn)),
    ...those('managed_policy_attachments_exclusive').flatMap(({ managed_policy_arns }) => textsIn(managed_policy_arns)),
  ];
  const references = [
    ...those('customer_managed_policy_attachment'),
    ...those('customer_managed_policy_attachments_exclusive'),
  ].flatMap(({ customer_managed_policy_reference: all }) => listIn(all));
  const [boundary] = those('permissions_boundary_attachment').flatMap(({ permissions_boundary: all }) => listIn(all));
  return permissionSetFrom(name, {
    description: textIn(values.description),
    sessionDuration: textIn(values.session_duration),
    relayState: textIn(values.relay_state),
    managedPolicies: arns.flatMap((arn) => managed(arn, name, findings)),
    customerManagedPolicies: references.flatMap((reference) => referenceIn(reference) ?? []),
    inlinePolicy: policyOf(those('permission_set_inline_policy')[0]?.inline_policy),
    permissionsBoundary: boundaryOf(boundary),
    ...taggedWith(
      Object.entries(dataIn(values.tags_all ?? values.tags)).flatMap(([key, value]) => {
        const text = textIn(value);
        return text === undefined ? [] : [[key, text] as const];
      }),
    ),
  });
}

const referenceIn = (value: unknown): CustomerManagedPolicy | undefined =>
  customerManagedPolicy(value, { name: 'name', path: 'path' });

function managed(arn: string, name: string, findings: Diagnostic[]): readonly string[] {
  const policy = awsManagedPolicy(arn);
  if (policy !== undefined) return [policy];
  findings.push(notExpressed(`policy \`${arn}\` of \`${name}\``, 'it is no AWS managed policy'));
  return [];
}

function boundaryOf(value: unknown): PermissionSet['permissionsBoundary'] {
  const { managed_policy_arn: arn, customer_managed_policy_reference: reference } = dataIn(value);
  const policy = awsManagedPolicy(textIn(arn) ?? '');
  if (policy) return { kind: 'aws-managed', policy };
  const customer = referenceIn(listIn(reference)[0]);
  return customer && { kind: 'customer-managed', policy: customer };
}

function assignmentsOf(
  values: Data,
  address: string,
  names: ReadonlyMap<string, string>,
  findings: Diagnostic[],
): readonly ForeignAssignments[] {
  const permissionSet = names.get(textIn(values.permission_set_arn) ?? '');
  const [principal, account] = [textIn(values.principal_id), textIn(values.target_id)];
  if (permissionSet === undefined) return [];
  if (principal === undefined || account === undefined) {
    findings.push(notExpressed(`\`${address}\``, 'its principal or account is known only after an apply'));
    return [];
  }
  const type = values.principal_type === 'USER' ? 'user' : 'group';
  return [
    {
      permissionSet,
      principal: { type, by: 'id', value: principal },
      accounts: [{ by: 'id', value: account }],
      except: [],
    },
  ];
}
