// The form of resource control policies, which is not that of identity policies: every statement denies, to everybody.
//
// Sources: "RCP syntax" and "Quotas and service limits" of the AWS Organizations User Guide.
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Entry, MappingValue, Value } from '../../source/value.ts';
import { writtenBytes } from './limits.ts';

/** Characters, white space outside of strings not counted: who stores a policy with it has room for less. */
const MOST_RCP_BYTES = 5_120;

/** What Organizations refuses of a resource control policy, beyond what IAM refuses of any policy. */
export function resourceControlFindings(policy: Value): readonly Diagnostic[] {
  const bytes = writtenBytes(policy);
  return [
    ...(bytes > MOST_RCP_BYTES
      ? [diagnose('policy/rcp-too-large', { bytes, most: MOST_RCP_BYTES }, { span: policy.span })]
      : []),
    ...versionFindings(policy),
    ...statementsIn(policy).flatMap((statement) => statementFindings(statement, isFullAccess(policy))),
  ];
}

/** The same policy as one of permissions: who it is about is everybody. */
export function withoutPrincipals(value: Value): Value {
  if (value.kind === 'sequence') return { ...value, items: value.items.map(withoutPrincipals) };
  if (value.kind !== 'mapping') return value;
  const entries = value.entries.filter(({ key }) => !/^(?:Not)?Principal$/.test(key));
  return {
    ...value,
    entries: entries.map((entry) =>
      entry.key === 'Statement' ? { ...entry, value: withoutPrincipals(entry.value) } : entry,
    ),
  };
}

function statementsIn(policy: Value): readonly MappingValue[] {
  const statements = policy.kind === 'mapping' ? entryIn(policy, 'Statement')?.value : undefined;
  const list = statements?.kind === 'sequence' ? statements.items : statements === undefined ? [] : [statements];
  return list.filter((item) => item.kind === 'mapping');
}

const entryIn = ({ entries }: MappingValue, key: string): Entry | undefined =>
  entries.find((entry) => entry.key === key);

const isText = (entry: Entry | undefined, text: string): boolean =>
  entry?.value.kind === 'scalar' && entry.value.value === text;

function versionFindings(policy: Value): readonly Diagnostic[] {
  if (policy.kind !== 'mapping') return [];
  const version = entryIn(policy, 'Version');
  // What is no version at all is a finding of every policy.
  if (version !== undefined && !isText(version, '2008-10-17')) return [];
  return [diagnose('policy/rcp-form', { problem: 'version' }, { span: version?.value.span ?? policy.span })];
}

/** RCPFullAWSAccess, which Organizations attaches itself. */
function isFullAccess(policy: Value): boolean {
  const [only, ...others] = statementsIn(policy);
  return (
    only !== undefined &&
    others.length === 0 &&
    isText(entryIn(only, 'Effect'), 'Allow') &&
    ['Principal', 'Action', 'Resource'].every((key) => isText(entryIn(only, key), '*')) &&
    entryIn(only, 'Condition') === undefined
  );
}

function statementFindings(statement: MappingValue, isDefault: boolean): readonly Diagnostic[] {
  const [effect, principal] = [entryIn(statement, 'Effect'), entryIn(statement, 'Principal')];
  const refused = ['NotPrincipal', 'NotAction'].flatMap((key) => entryIn(statement, key) ?? []);
  return [
    ...(isText(effect, 'Allow') && !isDefault
      ? [diagnose('policy/rcp-form', { problem: 'allow' }, { span: effect!.value.span })]
      : []),
    ...refused.map(({ key, keySpan }) =>
      diagnose('policy/rcp-form', { problem: key === 'NotAction' ? 'not-action' : 'not-principal' }, { span: keySpan }),
    ),
    ...(isText(principal, '*') || (principal === undefined && entryIn(statement, 'NotPrincipal') !== undefined)
      ? []
      : [diagnose('policy/rcp-form', { problem: 'principal' }, { span: principal?.value.span ?? statement.span })]),
  ];
}
