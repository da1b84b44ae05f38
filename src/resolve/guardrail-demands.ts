// What a guardrail demands, in terms that can be judged: policies by path, exemptions and ceilings as accesses.
import type {
  AdministratorLevel,
  Demand as DeclaredDemand,
  Denial as DeclaredDenial,
  Exemption,
} from '../config/guardrail-declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Demand, Denial } from '../guardrails/guardrail.ts';
import { awsManagedPath, managedPoliciesMeant, managedPolicyNames } from '../policy/catalogue/index.ts';
import { type Access, accessOf, NO_ACCESS } from '../policy/compare/index.ts';
import { parseLocatedPolicy, parsePolicy, readableFindings } from '../policy/language/index.ts';
import { compileGlob, intersects, resourcePattern } from '../policy/patterns/index.ts';
import type { Located, Value } from '../source/value.ts';
import type { PrincipalId } from '../state/state.ts';
import { type NameContext, namesLike } from './guardrail-names.ts';

/** `scoped`: keys of the groups and users that a requirement is about, and who they are. */
export interface ScopedPrincipals {
  readonly scoped: readonly string[];
  readonly principalsOf: (key: string) => readonly PrincipalId[];
}

export function resolveDemand(
  demand: DeclaredDemand,
  { scoped, principalsOf, ...context }: NameContext & ScopedPrincipals,
): Demand {
  switch (demand.kind) {
    case 'deny':
      return resolveDenial(demand, context);
    case 'ceiling':
      return { kind: 'ceiling', access: ceilingOf(demand.policy, context) };
    case 'separate': {
      const side = (patterns: readonly Located<string>[]) => {
        for (const pattern of patterns) namesLike(pattern, 'permission set', context);
        return patterns.map(({ value }) => value);
      };
      return { kind: 'separate', a: side(demand.a), b: side(demand.b), within: demand.within };
    }
    case 'require':
      return {
        kind: 'require',
        principals: scoped.flatMap((key) => {
          const type = context.declarations.groups.get(key)?.kind;
          return type === undefined ? [] : [{ key, type, ids: principalsOf(key) }];
        }),
        administrator: demand.administrator,
        managed: managedPolicies(demand.managed, context),
      };
    default:
      return demand satisfies never;
  }
}

/** AWS managed policies by path and name; those that nobody knows are a finding. */
function managedPolicies(written: readonly Located<string>[], { report, suggest }: NameContext): readonly string[] {
  return written.flatMap(({ value: policy, span }) => {
    const path = awsManagedPath(policy);
    if (path !== undefined) return [path];
    const { date } = managedPolicyNames();
    const facts = { policy, nearest: managedPoliciesMeant(policy, suggest), date };
    report(diagnose('guardrail/unknown-managed-policy', facts, { span }));
    return [];
  });
}

function resolveDenial(denial: DeclaredDenial, context: NameContext): Denial {
  const { report } = context;
  const { access, actions, unless, managed, equivalent, packs, restrictions } = denial;
  const policies = managedPolicies(managed, context);
  for (const { value: text, span } of unless?.resources ?? [])
    if (!mayBeResource(text)) report(diagnose('guardrail/exempt-resource', { text }, { span }));
  return {
    kind: 'deny',
    levels: new Set(access.map(({ value }) => value).filter((level) => !isAdministratorLevel(level))),
    ...administratorsAmong(access),
    actions,
    exempt: unless === undefined ? NO_ACCESS : exemptedBy(unless, actions),
    managed: policies,
    equivalent,
    packs: new Set(packs.map(({ value }) => value)),
    restrictions,
  };
}

const isAdministratorLevel = (level: DeclaredDenial['access'][number]['value']): level is AdministratorLevel =>
  level === 'administrator' || level === 'near-administrator';

/** Of both, the one that denies more. */
function administratorsAmong(access: DeclaredDenial['access']): Pick<Denial, 'administrators'> {
  const levels = access.map(({ value }) => value).filter(isAdministratorLevel);
  if (levels.length === 0) return {};
  return { administrators: levels.includes('near-administrator') ? 'near-administrator' : 'administrator' };
}

/** Whether some ARN matches the pattern. */
function mayBeResource(text: string): boolean {
  return intersects(resourcePattern(text, true).shapes.free.glob, ANY_ARN);
}

const ANY_ARN = compileGlob('arn:*:*:*:*:*');

/** What is exempt, as the policy that allows it. */
function exemptedBy({ resources, conditionKeys }: Exemption, actions: readonly Located<string>[]): Access {
  const present = conditionKeys.map(({ value: key }) => [key, 'false'] as const);
  const { policy } = parsePolicy({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: actions.map(({ value }) => value),
      Resource: resources.length === 0 ? '*' : resources.map(({ value }) => value),
      ...(present.length === 0 ? {} : { Condition: { Null: Object.fromEntries(present) } }),
    },
  });
  return accessOf(policy, 'unless');
}

function ceilingOf(value: Value, { report }: NameContext): Access {
  const [tooLarge] = readableFindings(value);
  if (tooLarge !== undefined) {
    report(tooLarge);
    return NO_ACCESS;
  }
  const { policy, problems } = parseLocatedPolicy(value);
  const [problem] = problems;
  if (problem !== undefined) {
    const { element, text, span = value.span } = problem;
    report(diagnose('guardrail/ceiling-not-understood', { element, text }, { span }));
  }
  return accessOf(policy, 'ceiling');
}
