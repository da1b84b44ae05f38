// IAMbic's templates of permission sets (noqdev/iambic, NOQ::AWS::IdentityCenter::PermissionSet).
//
// IAMbic takes the names of accounts for patterns that match from their beginning: `dev` grants `dev-prod` as well. Nobody who wrote one can be asked what
// was meant, so a name stands for the account of that name, and what the pattern matches beside it is told.
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { PermissionSet, PolicyDocument } from '../state/state.ts';
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
  SOURCE_NAMES,
  taggedWith,
  textIn,
  textsIn,
} from './foreign.ts';
import { yamlData } from './yaml-data.ts';

const TEMPLATE = 'NOQ::AWS::IdentityCenter::PermissionSet';

export function iambicEstate(files: readonly ForeignFile[]): ForeignEstate {
  const findings: Diagnostic[] = [];
  const templates = files.flatMap((file) => {
    const read = yamlData(file);
    if ('data' in read && dataIn(read.data).template_type === TEMPLATE) return [dataIn(read.data)];
    const reason = 'reason' in read ? read.reason : `its \`template_type\` is not ${TEMPLATE}`;
    // A folder of templates has those of other things, too.
    if ('reason' in read || files.length === 1)
      findings.push(diagnose('import/unreadable', { path: file.path, source: SOURCE_NAMES.iambic, reason }));
    return [];
  });
  const living = templates.filter(({ deleted }) => deleted !== true);
  return {
    permissionSets: living.map((template) => permissionSetOf(template, findings)),
    assignments: living.flatMap((template) => assignmentsOf(template, findings)),
    findings,
  };
}

const nameOf = ({ properties, identifier }: Data): string =>
  textIn(dataIn(properties).name) ?? textIn(identifier) ?? '';

function permissionSetOf(template: Data, findings: Diagnostic[]): PermissionSet {
  const name = nameOf(template);
  const properties = dataIn(template.properties);
  const reference = { name: 'name', path: 'path' };
  const boundary = dataIn(properties.permissions_boundary);
  const bounding = awsManagedPolicy(textIn(boundary.managed_policy_arn) ?? textIn(boundary.policy_arn) ?? '');
  const customer = customerManagedPolicy(boundary.customer_managed_policy_reference, reference);
  const everywhere = (what: string, items: unknown) =>
    listIn(items).filter((item) => isEverywhere(dataIn(item), `${what} of \`${name}\``, findings));
  return permissionSetFrom(name, {
    description: textIn(listIn(properties.description).length > 1 ? undefined : properties.description),
    sessionDuration: textIn(properties.session_duration),
    relayState: textIn(properties.relay_state),
    managedPolicies: everywhere('a managed policy', properties.managed_policies).flatMap((item) => {
      const policy = awsManagedPolicy(textIn(isData(item) ? (item.arn ?? item.policy_arn) : item) ?? '');
      if (policy) return [policy];
      findings.push(notExpressed(`a policy of \`${name}\``, 'it is no AWS managed policy'));
      return [];
    }),
    customerManagedPolicies: everywhere(
      'a customer managed policy',
      properties.customer_managed_policy_references,
    ).flatMap((item) => customerManagedPolicy(item, reference) ?? []),
    inlinePolicy: inlinePolicyOf(properties.inline_policy, name, findings),
    permissionsBoundary: bounding
      ? { kind: 'aws-managed', policy: bounding }
      : customer && { kind: 'customer-managed', policy: customer },
    ...taggedWith(
      everywhere('a tag', properties.tags).flatMap((tag) => {
        const [key, value] = [textIn(dataIn(tag).key), textIn(dataIn(tag).value)];
        return key === undefined || value === undefined ? [] : [[key, value] as const];
      }),
    ),
  });
}

/** A permission set is one thing for all its accounts, and has no end. */
function isEverywhere(
  { included_accounts: included, excluded_accounts: excluded, expires_at: end }: Data,
  what: string,
  findings: Diagnostic[],
): boolean {
  const isLimited = textsIn(included).some((text) => text !== '*') || listIn(excluded).length > 0;
  if (isLimited)
    findings.push(notExpressed(what, 'it is for some accounts only, and a permission set is the same in all'));
  if (end !== undefined && end !== null)
    findings.push(notExpressed(`the end of ${what}`, 'policies have none; it is declared without'));
  return !isLimited;
}

const ELEMENTS: Readonly<Record<string, string>> = {
  version: 'Version',
  id: 'Id',
  statement: 'Statement',
  sid: 'Sid',
  effect: 'Effect',
  action: 'Action',
  not_action: 'NotAction',
  resource: 'Resource',
  not_resource: 'NotResource',
  condition: 'Condition',
};

function inlinePolicyOf(value: unknown, name: string, findings: Diagnostic[]): PermissionSet['inlinePolicy'] {
  if (!isData(value)) return undefined;
  const statements = listIn(value.statement ?? value.Statement).filter((item) =>
    isEverywhere(dataIn(item), `a statement of \`${name}\``, findings),
  );
  if (statements.length === 0) return undefined;
  const document: PolicyDocument = {
    Version: textIn(value.version ?? value.Version) ?? '2012-10-17',
    Statement: statements.map((item) => elements(dataIn(item))),
  };
  return { kind: 'document', document };
}

function elements(statement: Data): Data {
  return Object.fromEntries(
    Object.entries(statement).flatMap(([key, value]) => {
      const element = ELEMENTS[key] ?? (/^[A-Z]/.test(key) ? key : undefined);
      if (element === undefined) return [];
      // `allow` is as good to IAMbic as `Allow`.
      const isEffect = element === 'Effect' && typeof value === 'string';
      return [[element, isEffect ? value.charAt(0).toUpperCase() + value.slice(1).toLowerCase() : value]];
    }),
  );
}

function assignmentsOf(template: Data, findings: Diagnostic[]): readonly ForeignAssignments[] {
  const permissionSet = nameOf(template);
  return listIn(template.access_rules).flatMap((item) => {
    const rule = dataIn(item);
    const principals = [
      ...textsIn(rule.groups).map((value) => ({ type: 'group', by: 'name', value }) as const),
      ...textsIn(rule.users).map((value) => ({ type: 'user', by: 'name', value }) as const),
    ];
    const what = `an access rule of \`${permissionSet}\``;
    if (rule.expires_at !== undefined && rule.expires_at !== null) {
      findings.push(notExpressed(`${what} until ${textIn(rule.expires_at)}`, 'add it as a grant with `expires`'));
      return [];
    }
    const excluded = textsIn(rule.excluded_accounts);
    const pattern = excluded.find(isPattern);
    // Without the exception the grant would be wider.
    if (pattern !== undefined) {
      findings.push(notExpressed(`${what} but for \`${pattern}\``, 'add it as a grant with `except`'));
      return [];
    }
    const accounts = (texts: readonly string[]) => texts.flatMap((text) => accountsNamed(text, what, findings));
    const included = rule.included_accounts === undefined ? ['*'] : textsIn(rule.included_accounts);
    return principals.map(
      (principal): ForeignAssignments => ({
        permissionSet,
        principal,
        accounts: accounts(included),
        except: accounts(excluded),
      }),
    );
  });
}

function accountsNamed(text: string, what: string, findings: Diagnostic[]): readonly ForeignAccounts[] {
  if (text === '*') return [{ by: 'all' }];
  if (/^\d{12}$/.test(text)) return [{ by: 'id', value: text }];
  if (!isPattern(text)) return [{ by: 'prefix', value: text }];
  findings.push(notExpressed(`account pattern \`${text}\` of ${what}`, 'write it as a selector: `payments-*`'));
  return [];
}

const isPattern = (text: string): boolean => text !== '*' && /[\\^$*+?()[\]{}|]/.test(text);
