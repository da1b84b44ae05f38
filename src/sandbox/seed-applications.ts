// The applications of a seed and who is assigned to them.
import { optional } from '../optional.ts';
import { base36 } from './ids.ts';
import { accountOf, type Making, principalOf } from './seed-names.ts';
import type { SandboxSeed } from './seed-shape.ts';
import { type Application, principalKey } from './state.ts';

type SeedApplication = NonNullable<SandboxSeed['applications']>[number];

export function addApplications(making: Making, seed: SandboxSeed): void {
  const { state, tell } = making;
  for (const [index, application] of (seed.applications ?? []).entries()) {
    const made = applicationOf(making, application, `applications[${index}]`);
    if (state.applications.has(made.arn)) tell(`applications[${index}].name`, `\`${made.name}\` is there twice`);
    state.applications.set(made.arn, made);
  }
}

function applicationOf(making: Making, seed: SeedApplication, path: string): Application {
  const { state, tell } = making;
  const { partition, instanceArn, organization } = state;
  const account = seed.account === undefined ? organization.managementAccount : accountOf(making, seed.account);
  if (account === undefined) tell(`${path}.account`, `does not name one account: \`${seed.account}\``);
  const instance = instanceArn.slice(instanceArn.lastIndexOf('/') + 1);
  const owner = account ?? organization.managementAccount;
  const id = base36(16, 'application', instance, owner, seed.name);
  const principals = (seed.assignments ?? []).map((row, index) =>
    principalOf(making, row, `${path}.assignments[${index}]`),
  );
  const known = principals.filter((principal) => principal !== undefined);
  return {
    arn: `arn:${partition}:sso::${owner}:application/${instance}/apl-${id}`,
    name: seed.name,
    provider: seed.provider ?? `arn:${partition}:sso::aws:applicationProvider/custom`,
    account: owner,
    ...optional({ description: seed.description }),
    enabled: seed.enabled ?? true,
    assignmentRequired: seed.assignmentRequired ?? true,
    portal: { SignInOptions: { Origin: 'IDENTITY_CENTER' }, Visibility: 'ENABLED' },
    createdAt: state.now,
    tags: new Map(Object.entries(seed.tags ?? {})),
    assignments: new Map(known.map((principal) => [principalKey(principal.type, principal.id), principal])),
    scopes: new Map(),
    grants: new Map(),
    authenticationMethods: new Map(),
  };
}
