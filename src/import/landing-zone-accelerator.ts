// The `identityCenter` of an iam-config.yaml (Landing Zone Accelerator on AWS, IIdentityCenterConfig). Inline policies are files beside it.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { canonicalDuration } from '../state/duration.ts';
import type { PermissionSet } from '../state/state.ts';
import {
  awsManagedPolicy,
  customerManagedPolicy,
  type Data,
  dataIn,
  type ForeignAccounts,
  type ForeignAssignments,
  type ForeignEstate,
  type ForeignFile,
  isData,
  listIn,
  notExpressed,
  permissionSetFrom,
  policyOf,
  SOURCE_NAMES,
  textIn,
  textsIn,
} from './foreign.ts';
import { yamlData } from './yaml-data.ts';

export function landingZoneEstate(files: readonly ForeignFile[]): ForeignEstate {
  const findings: Diagnostic[] = [];
  const configs = files
    .filter(({ path }) => !/\.json$/i.test(path))
    .flatMap((file) => {
      const read = yamlData(file);
      const center = 'data' in read ? dataIn(read.data).identityCenter : undefined;
      if (isData(center)) return [center];
      const reason = 'reason' in read ? read.reason : 'it has no `identityCenter`';
      // A folder of its configuration has other files beside iam-config.yaml.
      if ('reason' in read || files.length === 1 || /iam-config/.test(file.path))
        findings.push(diagnose('import/unreadable', { path: file.path, source: SOURCE_NAMES.lza, reason }));
      return [];
    });
  return {
    permissionSets: configs.flatMap((center) =>
      listIn(center.identityCenterPermissionSets).flatMap((item) => permissionSetOf(dataIn(item), files, findings)),
    ),
    assignments: configs.flatMap((center) =>
      listIn(center.identityCenterAssignments).flatMap((item) => assignmentsOf(dataIn(item), findings)),
    ),
    findings,
  };
}

function permissionSetOf(item: Data, files: readonly ForeignFile[], findings: Diagnostic[]): readonly PermissionSet[] {
  const name = textIn(item.name);
  if (name === undefined) {
    findings.push(notExpressed('a permission set', 'it has no name'));
    return [];
  }
  const policies = dataIn(item.policies);
  const boundary = dataIn(policies.permissionsBoundary);
  const bounding = awsManagedPolicy(textIn(boundary.awsManagedPolicyName) ?? '');
  const customer = customerManagedPolicy(boundary.customerManagedPolicy, REFERENCE);
  const inline = textIn(policies.inlinePolicy);
  const file =
    inline === undefined ? undefined : files.find(({ path }) => path === inline || path.endsWith(`/${inline}`));
  if (inline !== undefined && file === undefined) {
    findings.push(
      notExpressed(
        `\`${name}\``,
        `its inline policy \`${inline}\` was not given: name the folder of the configuration`,
      ),
    );
    return [];
  }
  const minutes = Number(textIn(item.sessionDuration));
  const set = permissionSetFrom(name, {
    description: textIn(item.description),
    sessionDuration: minutes > 0 ? canonicalDuration(minutes * 60) : undefined,
    managedPolicies: textsIn(policies.awsManaged).flatMap((text) => awsManagedPolicy(text) ?? []),
    // Those that the accelerator makes are customer managed policies, without a path.
    customerManagedPolicies: [...listIn(policies.customerManaged), ...listIn(policies.acceleratorManaged)].flatMap(
      (each) => customerManagedPolicy(typeof each === 'string' ? { name: each } : each, REFERENCE) ?? [],
    ),
    inlinePolicy: policyOf(file?.text),
    permissionsBoundary: bounding
      ? { kind: 'aws-managed', policy: bounding }
      : customer && { kind: 'customer-managed', policy: customer },
  });
  return [set];
}

const REFERENCE = { name: 'name', path: 'path' };

function assignmentsOf(item: Data, findings: Diagnostic[]): readonly ForeignAssignments[] {
  const permissionSet = textIn(item.permissionSetName);
  const name = `assignment \`${textIn(item.name) ?? permissionSet ?? ''}\``;
  const single = textIn(item.principalId);
  const principals = [
    ...(single === undefined ? [] : [{ by: 'id', value: single, type: textIn(item.principalType) } as const]),
    ...listIn(item.principals).map(
      (each) => ({ by: 'name', value: textIn(dataIn(each).name) ?? '', type: textIn(dataIn(each).type) }) as const,
    ),
  ];
  const { organizationalUnits, accounts, excludedAccounts, excludedRegions } = dataIn(item.deploymentTargets);
  if (permissionSet === undefined || principals.length === 0) {
    findings.push(notExpressed(name, 'it has no permission set or no principal'));
    return [];
  }
  if (listIn(excludedRegions).length > 0)
    findings.push(notExpressed(`\`excludedRegions\` of ${name}`, 'assignments have no region'));
  const named = (value: string): ForeignAccounts => ({ by: 'name', value });
  return principals.map(
    ({ by, value, type }): ForeignAssignments => ({
      permissionSet,
      principal: { type: type === 'USER' ? 'user' : 'group', by, value },
      // The accelerator deploys to the accounts that are directly in a unit, and by `Root` to all.
      accounts: [
        ...textsIn(organizationalUnits).map(
          (unit): ForeignAccounts => (unit === 'Root' ? { by: 'all' } : { by: 'unit', value: unit }),
        ),
        ...textsIn(accounts).map(named),
      ],
      except: textsIn(excludedAccounts).map(named),
    }),
  );
}
