// The section `permissionSets`. Limits and patterns of AWS are checked in resolve/; here it is only what the words mean.
import { diagnose } from '../diagnostics/diagnose.ts';
import { optional } from '../optional.ts';
import { entryOf, type Located, type MappingValue, type Value } from '../source/value.ts';
import type {
  BoundaryReference,
  ManagedPermissionSet,
  PermissionSetDeclaration,
  PolicyReference,
  Silence,
} from './declarations.ts';
import {
  filledField,
  filledList,
  flagField,
  itemsOf,
  itemsUpTo,
  mappingOf,
  type Report,
  tagsOf,
  textField,
  textOf,
  textsField,
} from './fields.ts';
import { joinedPolicy, type PartContext, type PartWork, takesValues } from './policy-parts.ts';

export interface PermissionSetContext {
  readonly report: Report;
  /** Reads a policy from the file that was named. */
  readonly readPolicy: (named: Located<string>) => Value | undefined;
  /** Shared by all permission sets that join policies from parts. */
  readonly partWork: PartWork;
}

/** Each is held against every finding about the set. */
const MOST_SILENCES = 100;

export function decodePermissionSet(
  name: Located<string>,
  body: MappingValue,
  { report, readPolicy, partWork: work }: PermissionSetContext,
): PermissionSetDeclaration {
  if (flagField(body, 'external')) {
    const other = body.entries.find(({ key }) => key !== 'external');
    if (other !== undefined)
      report(diagnose('schema/external-with-fields', { key: other.key }, { span: other.keySpan }));
    return { kind: 'external', name };
  }
  return {
    kind: 'managed',
    name,
    managedPolicies: textsField(body, 'managedPolicies', report),
    customerManagedPolicies: itemsOf(entryOf(body, 'customerManagedPolicies')?.value).map((item) =>
      referenceOf(item, report),
    ),
    silence: itemsUpTo(MOST_SILENCES, entryOf(body, 'silence'), report).map((item) => silenceOf(item, report)),
    ...definedFields({
      description: textField(body, 'description', report),
      sessionDuration: textField(body, 'sessionDuration', report),
      relayState: textField(body, 'relayState', report),
      permissionsBoundary: decodeBoundary(body, report),
      inlinePolicy: decodeInlinePolicy(body, { report, readPolicy, work }),
      tags: decodeTags(body, report),
      renamedFrom: textField(body, 'renamedFrom', report),
    }),
  };
}

type Optional = Omit<ManagedPermissionSet, 'kind' | 'name' | 'managedPolicies' | 'customerManagedPolicies' | 'silence'>;

/** Absent fields are absent, not undefined. */
function definedFields(fields: { readonly [Key in keyof Optional]: Optional[Key] | undefined }): Optional {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Optional;
}

function referenceOf(value: Value, report: Report): Located<PolicyReference> {
  const body = mappingOf(value);
  const name = textField(body, 'name', report)?.value ?? '';
  return { value: { name, path: textField(body, 'path', report)?.value ?? '/' }, span: value.span };
}

/** INVARIANT: by the schema `code` and `reason` are there, or the declaration is rejected. */
function silenceOf(value: Value, report: Report): Silence {
  const body = mappingOf(value);
  const statement = filledField(body, 'statement', report);
  return {
    code: filledField(body, 'code', report) ?? { value: '', span: value.span },
    reason: filledField(body, 'reason', report)?.value ?? '',
    ...optional({ statement }),
  };
}

function decodeBoundary(body: MappingValue, report: Report): Located<BoundaryReference> | undefined {
  const written = entryOf(body, 'permissionsBoundary');
  if (written === undefined) return undefined;
  const boundary = mappingOf(written.value);
  const awsManaged = textField(boundary, 'managedPolicy', report);
  const customerManaged = entryOf(boundary, 'customerManagedPolicy');
  const span = written.value.span;
  if ((awsManaged === undefined) === (customerManaged === undefined)) {
    report(diagnose('schema/boundary', { both: awsManaged !== undefined }, { span: written.keySpan }));
    return undefined;
  }
  return awsManaged === undefined
    ? { value: { kind: 'customer-managed', policy: referenceOf(customerManaged!.value, report).value }, span }
    : { value: { kind: 'aws-managed', policy: awsManaged.value }, span };
}

function decodeInlinePolicy(body: MappingValue, context: PartContext): Value | undefined {
  const { report, readPolicy } = context;
  const entry = entryOf(body, 'inlinePolicy');
  if (entry?.value.kind === 'sequence') {
    filledList(entry.value.items, entry, report);
    return joinedPolicy(entry, context);
  }
  const value = entry?.value;
  if (entry === undefined || value === undefined || value.kind === 'mapping') return value;
  const policy = readPolicy(textOf(value, report));
  // A part by itself is missing its values.
  const isPart = policy !== undefined && takesValues(policy);
  return isPart
    ? joinedPolicy({ ...entry, value: { kind: 'sequence', items: [value], span: value.span } }, context)
    : policy;
}

function decodeTags(body: MappingValue, report: Report): Located<Readonly<Record<string, string>>> | undefined {
  const value = entryOf(body, 'tags')?.value;
  return value && { value: tagsOf(value, report), span: value.span };
}
