// What a plan knows of policies: the data that ships with the program, and, where it was asked for, the versions that AWS has now.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import type { Instant } from '../instant.ts';
import { dateOf } from '../instant.ts';
import { knownPolicies, newerPolicyFindings, withDocuments } from '../policy/answers/index.ts';
import { dataAgeFindings } from '../policy/catalogue/index.ts';
import type { PolicyData } from '../policy-data.ts';
import type { IdentityCenterReader, PolicyReading } from '../provider/identity-center.ts';
import type { PermissionSet, State } from '../state/state.ts';

export interface PolicyQuery {
  /** Opens the data that ships with the program. */
  readonly open: () => Promise<PolicyData>;
  /** Milliseconds since the epoch. */
  readonly asOf: Instant;
  /** Of whom to ask for the versions of now; absent: they are not asked for. */
  readonly reader?: IdentityCenterReader;
  readonly desired: State;
}

export async function policyKnowledge({ open, asOf, reader, desired }: PolicyQuery): Promise<Phase<PolicyData>> {
  const shipped = await open();
  const aged = dataAgeFindings(shipped, asOf);
  if (reader === undefined) return { value: shipped, diagnostics: aged };
  const inUse = knownPolicies([...desired.permissionSets.values()].flatMap(managedPoliciesOf), shipped.managedPolicies);
  if (reader.readManagedPolicies === undefined)
    return { value: shipped, diagnostics: [...aged, ...unread('unable', namesOf(inUse))] };
  const readings = await reader.readManagedPolicies(inUse);
  const newer = readings.flatMap((reading) =>
    reading.status === 'read'
      ? [{ ...reading, date: reading.createdAt === undefined ? '' : dateOf(reading.createdAt) }]
      : [],
  );
  const diagnostics = [
    ...aged,
    ...newerPolicyFindings(shipped, newer),
    ...unread('denied', withStatus(readings, 'denied')),
    ...unread('missing', withStatus(readings, 'missing')),
  ];
  return { value: withDocuments(shipped, newer), diagnostics };
}

function managedPoliciesOf({ managedPolicies, permissionsBoundary }: PermissionSet): readonly string[] {
  return permissionsBoundary?.kind === 'aws-managed'
    ? [...managedPolicies, permissionsBoundary.policy]
    : managedPolicies;
}

const namesOf = (policies: readonly { readonly path: string }[]): readonly string[] => policies.map(({ path }) => path);

function withStatus(readings: readonly PolicyReading[], status: PolicyReading['status']): readonly string[] {
  return namesOf(readings.filter((reading) => reading.status === status));
}

function unread(why: 'denied' | 'missing' | 'unable', names: readonly string[]): readonly Diagnostic[] {
  return names.length === 0 ? [] : [diagnose('policy/versions-unread', { names, why })];
}
