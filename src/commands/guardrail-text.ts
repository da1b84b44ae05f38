// What a guardrail demands, and of whom, in a few lines.
import type { Callings } from '../guardrails/findings.ts';
import type { Chosen, Demand, Denial, Guardrail } from '../guardrails/guardrail.ts';

type Row = readonly [name: string, text: string];

export function describe({ enforcement, on, unseen, scope, demand }: Guardrail, callings: Callings): readonly Row[] {
  return [
    ['enforced', ENFORCEMENTS[enforcement]],
    ['judges', on === 'state' ? 'all that people would have' : 'only what is added; shown is all there is'],
    [
      'unseen',
      unseen === 'refuse'
        ? 'policies that cannot be seen count against a set'
        : 'policies that cannot be seen are let pass',
    ],
    ['accounts', chosenText(scope.accounts, callings.account)],
    ['groups', chosenText(scope.principals, (id) => callings.principal({ type: 'group', id }))],
    ...demandRows(demand),
  ];
}

const ENFORCEMENTS: Readonly<Record<Guardrail['enforcement'], string>> = {
  advisory: 'advisory: warns',
  soft: 'soft: refuses, unless it is allowed for one run or waived',
  hard: 'hard: refuses, unless it is waived',
};

function chosenText<Member>(chosen: Chosen<Member> | undefined, name: (member: Member) => string): string {
  if (chosen === undefined) return 'all';
  const names = [...chosen.members].map(name).sort();
  const listed = names.length === 0 ? 'none' : `${names.length}: ${names.join(', ')}`;
  return chosen.not ? `all but ${listed}` : listed;
}

function demandRows(demand: Demand): readonly Row[] {
  switch (demand.kind) {
    case 'deny':
      return denialRows(demand);
    case 'ceiling':
      return [['ceiling', 'nothing that its policy does not allow']];
    case 'separate':
      return [
        ['separates', `${demand.a.join(', ')} from ${demand.b.join(', ')}, in ${WITHIN[demand.within]}`],
        ['of', 'each group; somebody in two groups is not seen'],
      ];
    default:
      return demand satisfies never;
  }
}

const WITHIN = { account: 'one account', organization: 'the whole organisation' } as const;

function denialRows({ levels, actions, exempt, managed, equivalent, packs, manners }: Denial): readonly Row[] {
  const rows: readonly (readonly [name: string, names: readonly string[], suffix?: string])[] = [
    ['denies levels', [...levels]],
    [
      'denies actions',
      actions.map(({ value }) => value),
      exempt.grants.length === 0 ? '' : ', but for what `unless` exempts',
    ],
    ['denies policies', managed, equivalent ? ', and whatever allows as much' : ''],
    ['denies paths', [...packs], `, when open ${manners.join(' or ')}`],
  ];
  return rows.flatMap(([name, names, suffix = '']) =>
    names.length === 0 ? [] : [[name, `${names.join(', ')}${suffix}`] as const],
  );
}
