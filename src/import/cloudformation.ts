// CloudFormation templates: AWS::SSO::PermissionSet and AWS::SSO::Assignment, as far as their values stand in the template itself.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { PermissionSet } from '../state/state.ts';
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
  unknownKinds,
} from './foreign.ts';
import { templateData } from './yaml-data.ts';

export function cloudFormationEstate(files: readonly ForeignFile[]): ForeignEstate {
  const estates = files.map(templateEstate);
  return {
    permissionSets: estates.flatMap(({ permissionSets }) => permissionSets),
    assignments: estates.flatMap(({ assignments }) => assignments),
    findings: estates.flatMap(({ findings }) => findings),
  };
}

function templateEstate(file: ForeignFile): ForeignEstate {
  const read = templateData(file);
  const resources = 'data' in read ? dataIn(read.data).Resources : undefined;
  if ('reason' in read || !isData(resources)) {
    const reason = 'reason' in read ? read.reason : 'it has no `Resources`';
    const facts = { path: file.path, source: SOURCE_NAMES.cfn, reason };
    return { permissionSets: [], assignments: [], findings: [diagnose('import/unreadable', facts)] };
  }
  const findings: Diagnostic[] = [];
  const value = evaluator(dataIn(read.data));
  const typed = (type: string) =>
    Object.entries(resources)
      .filter(([, resource]) => dataIn(resource).Type === type)
      .map(([id, resource]) => ({ id, properties: dataIn(dataIn(resource).Properties) }));
  const sets = typed('AWS::SSO::PermissionSet').flatMap(({ id, properties }) => {
    // Whatever its instance: these files are for one.
    const { InstanceArn: _instance, ...fields } = properties;
    const evaluated = value(fields);
    if (evaluated.known) return [{ id, properties: dataIn(evaluated.value) }];
    const set = value(properties.Name);
    findings.push(notExpressed(`\`${set.known ? set.value : id}\``, evaluated.reason));
    return [];
  });
  const names = new Map(sets.map(({ id, properties }) => [id, textIn(properties.Name) ?? id]));
  return {
    permissionSets: sets.map(({ id, properties }) => permissionSetOf(names.get(id)!, properties, findings)),
    assignments: typed('AWS::SSO::Assignment').flatMap(({ id, properties }) =>
      assignmentOf(id, properties, { value, names, findings }),
    ),
    findings: [
      ...findings,
      ...unknownKinds(
        Object.values(resources)
          .map((resource) => textIn(dataIn(resource).Type) ?? '')
          .filter((type) => /^AWS::(?:SSO|IdentityStore)::/.test(type) && !KNOWN.has(type)),
      ),
      ...Object.keys(resources)
        .filter((key) => key.startsWith('Fn::ForEach'))
        .map((key) => notExpressed(`\`${key}\``, 'only CloudFormation can expand it: give the processed template')),
    ],
  };
}

const KNOWN: ReadonlySet<string> = new Set(['AWS::SSO::PermissionSet', 'AWS::SSO::Assignment']);

type Evaluated = { readonly known: true; readonly value: unknown } | { readonly known: false; readonly reason: string };
type Evaluate = (value: unknown) => Evaluated;

/** Parameters stand for their defaults; what only a stack knows is not known. */
function evaluator(template: Data): Evaluate {
  const parameters = dataIn(template.Parameters);
  const known = (value: unknown): Evaluated => ({ known: true, value });
  const unknown = (what: string): Evaluated => ({ known: false, reason: `${what} is known only to CloudFormation` });
  const reference = (name: string): Evaluated => {
    if (name === 'AWS::Partition') return known('aws');
    if (name === 'AWS::NoValue') return known(undefined);
    const standard = dataIn(parameters[name]).Default;
    return standard === undefined ? unknown(`\`${name}\``) : known(standard);
  };
  const substituted = (text: string): Evaluated => {
    let missing: Evaluated | undefined;
    const value = text.replaceAll(/\$\{(!?)([^}]*)\}/g, (whole, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      const found = reference(name);
      if (!found.known) missing = found;
      return found.known ? String(found.value) : whole;
    });
    return missing ?? known(value);
  };
  const all = (items: readonly unknown[]): Evaluated => {
    const values = items.map(evaluate);
    return (
      values.find((each) => !each.known) ??
      known(values.map((each) => (each.known ? each.value : undefined)).filter((each) => each !== undefined))
    );
  };
  function evaluate(value: unknown): Evaluated {
    if (Array.isArray(value)) return all(value);
    if (!isData(value)) return known(value);
    const [[key, operand] = ['', undefined], ...others] = Object.entries(value);
    if (others.length === 0 && key === 'Ref') return reference(textIn(operand) ?? '');
    if (others.length === 0 && key === 'Fn::Sub' && typeof operand === 'string') return substituted(operand);
    if (others.length === 0 && key === 'Fn::Join') {
      const parts = evaluate(listIn(operand)[1]);
      return parts.known ? known(listIn(parts.value).join(textIn(listIn(operand)[0]) ?? '')) : parts;
    }
    if (
      others.length === 0 &&
      (key.startsWith('Fn::') || key === 'Condition') &&
      !(key === 'Condition' && isData(operand))
    )
      return unknown(`\`${key}\``);
    const members = Object.entries(value).map(([name, member]) => [name, evaluate(member)] as const);
    const missing = members.find(([, member]) => !member.known);
    if (missing !== undefined) return missing[1];
    return known(
      Object.fromEntries(
        members.flatMap(([name, member]) => (member.known && member.value !== undefined ? [[name, member.value]] : [])),
      ),
    );
  }
  return evaluate;
}

function permissionSetOf(name: string, properties: Data, findings: Diagnostic[]): PermissionSet {
  const references = { name: 'Name', path: 'Path' };
  const boundary = dataIn(properties.PermissionsBoundary);
  const bounding = awsManagedPolicy(textIn(boundary.ManagedPolicyArn) ?? '');
  const customer = customerManagedPolicy(boundary.CustomerManagedPolicyReference, references);
  return permissionSetFrom(name, {
    description: textIn(properties.Description),
    sessionDuration: textIn(properties.SessionDuration),
    relayState: textIn(properties.RelayStateType),
    managedPolicies: listIn(properties.ManagedPolicies).flatMap((item) => {
      const policy = awsManagedPolicy(textIn(item) ?? '');
      if (policy) return [policy];
      findings.push(notExpressed(`policy \`${textIn(item)}\` of \`${name}\``, 'it is no AWS managed policy'));
      return [];
    }),
    customerManagedPolicies: listIn(properties.CustomerManagedPolicyReferences).flatMap(
      (item) => customerManagedPolicy(item, references) ?? [],
    ),
    inlinePolicy: policyOf(properties.InlinePolicy),
    permissionsBoundary: bounding
      ? { kind: 'aws-managed', policy: bounding }
      : customer && { kind: 'customer-managed', policy: customer },
    ...taggedWith(
      listIn(properties.Tags).flatMap((tag) => {
        const [key, value] = [textIn(dataIn(tag).Key), textIn(dataIn(tag).Value)];
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      }),
    ),
  });
}

interface AssignmentContext {
  readonly value: Evaluate;
  /** Of permission sets, by their logical ids. */
  readonly names: ReadonlyMap<string, string>;
  readonly findings: Diagnostic[];
}

function assignmentOf(
  id: string,
  properties: Data,
  { value, names, findings }: AssignmentContext,
): readonly ForeignAssignments[] {
  const { 'Fn::GetAtt': attribute, Ref: reference } = dataIn(properties.PermissionSetArn);
  const logicalId = textIn(Array.isArray(attribute) ? attribute[0] : attribute)?.split('.')[0] ?? textIn(reference);
  const permissionSet = names.get(logicalId ?? '');
  const read = value({
    PrincipalId: properties.PrincipalId,
    PrincipalType: properties.PrincipalType,
    TargetId: properties.TargetId,
  });
  const { PrincipalId, PrincipalType, TargetId } = dataIn(read.known ? read.value : undefined);
  const [principal, account] = [textIn(PrincipalId), textIn(TargetId)];
  if (permissionSet === undefined || principal === undefined || account === undefined) {
    const reason = read.known ? 'its permission set, principal or account is not in the template' : read.reason;
    findings.push(notExpressed(`assignment \`${id}\``, reason));
    return [];
  }
  const type = PrincipalType === 'USER' ? 'user' : 'group';
  return [
    {
      permissionSet,
      principal: { type, by: 'id', value: principal },
      accounts: [{ by: 'id', value: account }],
      except: [],
    },
  ];
}
