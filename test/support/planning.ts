// Plans of the orchard from a few lines of YAML and a few rows of live, without files: for tables of situations.
import { declare } from '../../src/compile.ts';
import { type Gathered, type GatherOptions, gather } from '../../src/gather.ts';
import type { Meanings } from '../../src/meaning/meanings.ts';
import { optional } from '../../src/optional.ts';
import { makePlan, type Plan } from '../../src/plan/plan.ts';
import { memoryIdentityCenter } from '../../src/provider/memory.ts';
import type { SourceFolder } from '../../src/source/file.ts';
import { accountPoliciesOf, EVERYTHING_ALLOWED, type LiveFile, organisationOf, stateOf } from './case-organisation.ts';
import { instant } from './instant.ts';

export const AS_OF = instant('2026-11-02T09:00:00Z');

export interface PlannedOrchard extends Gathered {
  readonly plan: Plan;
}

const PEOPLE = `
groups:
  Pickers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000001 }
  Pressers: { objectId: 11111111-aaaa-4aaa-8aaa-000000000002 }
  Tasters: { objectId: 11111111-aaaa-4aaa-8aaa-000000000003 }
`;

/** `yaml`: access.yaml; the orchard's three groups are declared beside it. Without `meanings`, policies mean nothing to the plan. */
export async function planOrchard(
  yaml: string,
  live: LiveFile,
  meanings?: Meanings,
  {
    policies = [],
    ...given
  }: Pick<GatherOptions, 'mustKnow' | 'tenant'> & { readonly policies?: SourceFolder['policies'] } = {},
): Promise<PlannedOrchard> {
  const settings = yaml.includes('identityCenter:') ? yaml : `identityCenter: { owner: access }\n${yaml}`;
  const documents = Object.entries({ 'access.yaml': settings, 'groups.yaml': PEOPLE }).map(([name, text]) => ({
    path: name,
    configPath: name,
    text,
  }));
  const declared = declare({ documents, policies, incomplete: false });
  const organisation = organisationOf();
  const { reading = 'by-pair' } = live;
  const reader = memoryIdentityCenter({
    ...organisation,
    state: stateOf(live, organisation),
    reading,
    ...optional({ accountPolicies: accountPoliciesOf(live, organisation) }),
  });
  const options = { asOf: AS_OF, audit: false, preflight: true, ...given };
  const { value, diagnostics } = await gather(declared.value, reader, { ...options, allowed: {} });
  if (value === undefined) {
    const messages = [...declared.diagnostics, ...diagnostics].map(({ message }) => message);
    throw new Error(`no plan: ${messages.join('; ')}`);
  }
  const config = { digest: declared.value.digest() };
  const inputs = { ...value, asOf: AS_OF, allowed: EVERYTHING_ALLOWED, toolVersion: '0.1.0', config };
  return { ...value, plan: makePlan(meanings === undefined ? inputs : { ...inputs, meanings }) };
}
