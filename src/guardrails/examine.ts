// Does this permission set break this rule? Decided by meaning, whatever the words of its policies.
import type { Meanings } from '../meaning/meanings.ts';
import { onlyActions, withoutUnseen } from '../policy/answers/index.ts';
import { type Document, NO_ACCESS, newAccessWithin } from '../policy/compare/index.ts';
import { ANYTHING, type Breach, breachFrom, type Case, type Examination } from './breach.ts';
import { deniedActions, deniedAdministrators, deniedLevels, deniedPolicies } from './denial.ts';
import { deniedPaths } from './denied-paths.ts';
import type { Denial, Guardrail } from './guardrail.ts';

/** What is proven hides what is in doubt: it is enough to refuse. */
export function breachesOf(rule: Guardrail, asked: Case, meanings: Meanings): readonly Breach[] {
  const { demand, customerManagedPolicies } = rule;
  const examination = examinationOf(rule, asked, meanings);
  const found = () => {
    switch (demand.kind) {
      case 'deny':
        return denials(demand, examination);
      case 'ceiling':
        return breachFrom('ceiling', {
          access: examination.gained(demand.access),
          denied: ANYTHING,
          witnessOf: (action) => examination.witnessOf(action, demand.access),
        });
      case 'separate':
      case 'require':
        // Judged over all that a principal has: separation.ts, requirements.ts.
        return [];
      default:
        return demand satisfies never;
    }
  };
  const breaches = customerManagedPolicies === 'ignore' ? withUnseenBoundary(found(), asked, meanings) : found();
  const proven = breaches.filter(({ doubt }) => doubt === undefined);
  return proven.length > 0 ? proven : breaches;
}

export function examinationOf(
  { customerManagedPolicies }: Pick<Guardrail, 'customerManagedPolicies'>,
  asked: Case,
  meanings: Meanings,
): Examination {
  return customerManagedPolicies === 'ignore' ? letPass(asked, meanings) : heldAgainst(asked, meanings);
}

function denials(demand: Denial, examination: Examination): readonly Breach[] {
  return [
    ...deniedLevels(demand, examination),
    ...deniedActions(demand, examination),
    ...deniedAdministrators(demand, examination),
    ...deniedPolicies(demand, examination),
    ...deniedPaths(demand, examination),
  ];
}

/** What cannot be seen may allow and deny anything. */
function heldAgainst(asked: Case, meanings: Meanings): Examination {
  const examination = examinationWith(asked, meanings, meanings.accessOf);
  const { gained } = examination;
  return {
    ...examination,
    // All that a set allows is asked for by many rules, and remembered.
    allowed: meanings.allowed,
    gained: (exempt, only) =>
      exempt === undefined && only === undefined && asked.before.length === 0
        ? meanings.allowed(asked.set)
        : gained(exempt, only),
  };
}

/** As if documents that cannot be seen allowed nothing, and limited nothing as boundaries. */
function letPass(asked: Case, meanings: Meanings): Examination {
  return examinationWith(asked, meanings, (sets) => ({ grants: meanings.accessOf(sets).grants.map(withoutUnseen) }));
}

function examinationWith(asked: Case, meanings: Meanings, accessOf: Examination['accessOf']): Examination {
  const { set, before } = asked;
  const { index } = meanings.data;
  const gained: Examination['gained'] = (exempt, only) => {
    const had = { grants: [...(exempt?.grants ?? []), ...accessOf(before).grants] };
    const has = accessOf([set]);
    return newAccessWithin(had, only === undefined ? has : onlyActions(has, only), {
      index,
      budget: meanings.budget(),
    });
  };
  return {
    ...asked,
    meanings,
    accessOf,
    allowed: (other) => newAccessWithin(NO_ACCESS, accessOf([other]), { index, budget: meanings.budget() }),
    gained,
    witnessOf: (action, exempt) => gained(exempt, [action]).gains[0]?.witness,
  };
}

const isSeen = ({ kind }: Document) => kind === 'known';

/** What a boundary that cannot be seen may prevent is not proven. */
function withUnseenBoundary(breaches: readonly Breach[], { set }: Case, meanings: Meanings): readonly Breach[] {
  const { boundary } = meanings.grantOf(set);
  if (boundary === undefined || isSeen(boundary)) return breaches;
  const doubt = { reason: 'unknown-document', documents: [boundary.name] } as const;
  return breaches.map((breach) => (breach.kind === 'managed' && breach.attached ? breach : { ...breach, doubt }));
}
