// Declared permission sets → definitions in live's terms, held against AWS's constraints (PermissionSet shapes of the sso-admin API).
import type { Declarations, ManagedPermissionSet, PermissionSetDeclaration, Silence } from '../config/declarations.ts';
import { definitionOf } from '../definition/definition.ts';
import { collector } from '../diagnostics/collector.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { suggester } from '../diagnostics/suggest.ts';
import type { Located } from '../source/value.ts';
import { matchesGlob } from '../state/glob.ts';
import type { PermissionSet, PermissionSetName, Policy } from '../state/state.ts';
import { inlinePolicyIn } from './inline-policy.ts';
import { fieldsOf } from './permission-set-fields.ts';
import { policiesOf } from './permission-set-policies.ts';
import type { RuleContext } from './rule-context.ts';
import { silenceFindings, unsilenced } from './silences.ts';

export interface Definitions {
  /** Managed sets by name, also those with findings: the gate is compile's. */
  readonly definitions: ReadonlyMap<PermissionSetName, PermissionSet>;
  readonly findings: readonly Diagnostic[];
  /** Those that took a finding away. */
  readonly silences: ReadonlySet<Silence>;
}

const MOST_SETS = 3500;

export function definePermissionSets(declarations: Declarations): Definitions {
  const { report, findings } = collector();
  const silences = new Set<Silence>();
  const definitions = new Map<PermissionSetName, PermissionSet>();
  const valid = managedAmong(declarations.permissionSets.values());
  const rejected = managedAmong(declarations.rejected.permissionSets);
  const managed = [...valid, ...rejected];
  if (managed.length > MOST_SETS) {
    const { span } = managed[MOST_SETS]!.name;
    report(diagnose('permission-set/too-many', { count: managed.length }, { span }));
    return { definitions, findings: findings(), silences };
  }
  const levels = declarations.settings.diagnostics;
  const context = { partition: partitionOf(declarations), suggest: suggester() };
  const defined = (declaration: ManagedPermissionSet, further: readonly Diagnostic[] = []): PermissionSet => {
    const found = collector();
    further.forEach(found.report);
    const definition = define(declaration, { ...context, report: found.report });
    unsilenced(found.findings(), declaration, silences).forEach(report);
    silenceFindings(declaration, { levels, suggest: context.suggest }).forEach(report);
    return definition;
  };
  for (const declaration of valid)
    definitions.set(declaration.name.value, defined(declaration, emptinessFindings(declaration)));
  // What else is wrong with the rejected ones; whether they are empty cannot be said.
  for (const declaration of rejected) defined(declaration);
  const all = [...declarations.permissionSets.values(), ...declarations.rejected.permissionSets];
  const names = all.map(({ name }) => name);
  names.flatMap(nameFindings).forEach(report);
  renameFindings(declarations, managed).forEach(report);
  ignoredFindings(declarations, managed).forEach(report);
  return { definitions, findings: findings(), silences };
}

const managedAmong = (declarations: Iterable<PermissionSetDeclaration>): readonly ManagedPermissionSet[] =>
  [...declarations].filter((declaration) => declaration.kind === 'managed');

function define(declaration: ManagedPermissionSet, context: RuleContext): PermissionSet {
  const inlinePolicy = inlinePolicyOf(declaration, context);
  return definitionOf(declaration.name.value, {
    ...fieldsOf(declaration, context),
    ...policiesOf(declaration, context),
    inlinePolicy,
    // That of the settings (state.ts).
    owner: undefined,
  });
}

function emptinessFindings(declaration: ManagedPermissionSet): readonly Diagnostic[] {
  const { name, inlinePolicy, managedPolicies, customerManagedPolicies, permissionsBoundary } = declaration;
  if (inlinePolicy !== undefined || managedPolicies.length + customerManagedPolicies.length > 0) return [];
  const code = permissionsBoundary === undefined ? 'permission-set/empty' : 'permission-set/boundary-alone';
  return [diagnose(code, { name: name.value }, { span: name.span })];
}

function inlinePolicyOf({ inlinePolicy }: ManagedPermissionSet, { report }: RuleContext): Policy | undefined {
  if (inlinePolicy === undefined) return undefined;
  const { findings, policy } = inlinePolicyIn(inlinePolicy);
  findings.forEach(report);
  return policy;
}

/** The partition of everything: an instance ARN says it, a region implies it. */
export function partitionOf({ settings: { identityCenter } }: Declarations): string | undefined {
  const arn = identityCenter.instanceArn?.value.split(':')[1];
  if (arn !== undefined) return arn;
  const region = identityCenter.region?.value;
  if (region === undefined) return undefined;
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  return region.startsWith('eusc-') ? 'aws-eusc' : 'aws';
}

const NAME = /^[\w+=,.@-]{1,32}$/;

function nameFindings({ value: name, span }: Located<string>): readonly Diagnostic[] {
  if (!NAME.test(name)) return [diagnose('permission-set/name', { name }, { span })];
  return name.startsWith('AWSReservedSSO') ? [diagnose('permission-set/name-reserved', { name }, { span })] : [];
}

function renameFindings(
  { permissionSets, invalid }: Declarations,
  managed: readonly ManagedPermissionSet[],
): readonly Diagnostic[] {
  const successors = new Map<string, string>();
  return managed.flatMap(({ name: { value: name }, renamedFrom }) => {
    if (renamedFrom === undefined) return [];
    const { value: old, span } = renamedFrom;
    if (permissionSets.has(old) || invalid.permissionSets.has(old))
      return [diagnose('permission-set/renamed-declared', { name, old }, { span })];
    const other = successors.get(old);
    successors.set(old, name);
    return other === undefined ? [] : [diagnose('permission-set/renamed-twice', { name, other, old }, { span })];
  });
}

function ignoredFindings({ settings }: Declarations, managed: readonly ManagedPermissionSet[]): readonly Diagnostic[] {
  const patterns = settings.unmanaged.ignore.flatMap(({ permissionSets, groups, users, accounts, fields: [field] }) =>
    permissionSets !== undefined && [groups, users, accounts, field].every((glob) => glob === undefined)
      ? [permissionSets.value]
      : [],
  );
  return managed.flatMap(({ name: { value: name, span } }) => {
    const pattern = patterns.find((candidate) => matchesGlob(candidate, name));
    return pattern === undefined ? [] : [diagnose('permission-set/declared-and-ignored', { name, pattern }, { span })];
  });
}
