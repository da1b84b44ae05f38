// Which actions have to be looked at, and which of them are one question: those that the same statements speak of.
import { expandActions } from './actions.ts';
import {
  actionSetsIn,
  type CompiledGrant,
  grantHere,
  openEndedIn,
  type Residue,
  residueOf,
} from './compiled-access.ts';
import type { GrantHere, Question } from './question.ts';
import type { Rule } from './rules.ts';
import { matching, type NamedAction, type UniverseTools, unlistedActions } from './universe.ts';

/** Actions that no statement tells apart, and the questions to be asked for them: one for each grant that may allow more. */
export interface ActionGroup {
  readonly actions: readonly NamedAction[];
  readonly questions: readonly Question[];
}

export interface Grouping {
  readonly groups: readonly ActionGroup[];
  /** Patterns of unlisted actions that could not all be told apart. */
  readonly overBudget: readonly string[];
  /** See `NewAccess`. */
  readonly openEnded: readonly string[];
}

export function groupActions(
  before: readonly CompiledGrant[],
  after: readonly CompiledGrant[],
  tools: UniverseTools,
): Grouping {
  const residues = after.map((grant) => residueOf(grant, before));
  if (residues.every((residue) => residue.length === 0)) return { groups: [], overBudget: [], openEnded: [] };
  const unlisted = unlistedActions(patternsIn(residues.flat()), actionSetsIn([...before, ...after]), tools);
  const actions = concerned(residues.flat(), unlisted.actions, tools);
  const asked = after.filter((_, place) => residues[place]!.length > 0);
  const signer = signerOf(before, asked);
  const groups = new Map<string, { actions: NamedAction[]; readonly here: Here }>();
  for (const action of actions) {
    const { key, here } = signer(action.lower);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { actions: [action], here: here() });
    else group.actions.push(action);
  }
  return {
    groups: [...groups.values()].flatMap(({ actions: grouped, here }) => {
      const questions = here.grants.map((grant) => ({ grant, before: here.before }));
      return questions.length === 0 ? [] : [{ actions: grouped, questions }];
    }),
    overBudget: unlisted.overBudget,
    openEnded: [...new Set(residues.flat().flatMap((residue) => openEndedIn(residue, before)))].sort(),
  };
}

/** What residues speak of, by lower case, as written. */
function patternsIn(residues: readonly Residue[]): ReadonlyMap<string, string> {
  return new Map(
    residues.flatMap(({ rule: { actions }, patterns }) =>
      actions.negated ? [['*', '*'] as const] : patterns.map((one) => [one, actions.written.get(one) ?? one] as const),
    ),
  );
}

/** Every action that some residue speaks of. */
function concerned(
  residues: readonly Residue[],
  unlisted: readonly NamedAction[],
  tools: UniverseTools,
): Iterable<NamedAction> {
  const actions = new Map<string, NamedAction>();
  const add = (action: NamedAction) => actions.has(action.lower) || actions.set(action.lower, action);
  for (const { rule, patterns } of residues) {
    const negated = rule.actions.negated;
    for (const pattern of negated ? ['*'] : patterns) {
      for (const name of expandActions(pattern, tools.index)) {
        const lower = name.toLowerCase();
        if (!negated || rule.actions.covers(lower)) add({ name, lower });
      }
      for (const action of matching(pattern, unlisted)) if (!negated || rule.actions.covers(action.lower)) add(action);
    }
  }
  return actions.values();
}

interface Here {
  /** Grants that may allow more than before. */
  readonly grants: readonly GrantHere[];
  readonly before: readonly GrantHere[];
}

/** What the statements say about one action: a key for it, and, when the key is a new one, the scopes themselves. */
function signerOf(
  before: readonly CompiledGrant[],
  asked: readonly CompiledGrant[],
): (lowerCaseName: string) => { readonly key: string; readonly here: () => Here } {
  const numbers = new Map<string, number>();
  const numberOf = ({ scope }: Rule) => {
    const known = numbers.get(scope.key) ?? numbers.size;
    numbers.set(scope.key, known);
    return known;
  };
  const lists = [...asked, ...before].flatMap(({ allow, deny, boundary = [] }) => [allow, deny, boundary]);
  const numbered = lists.map((rules) => rules.map((rule) => ({ covers: rule.actions.covers, number: numberOf(rule) })));
  return (name) => ({
    key: numbered.map((rules) => numbersOf(rules.filter(({ covers }) => covers(name)))).join(';'),
    here: () => {
      const mayAllow = ({ allow }: GrantHere) => allow.length > 0;
      const hereOf = (grants: readonly CompiledGrant[]) =>
        grants.map((grant) => grantHere(grant, name)).filter(mayAllow);
      return { grants: hereOf(asked), before: hereOf(before) };
    },
  });
}

function numbersOf(rules: readonly { readonly number: number }[]): string {
  return [...new Set(rules.map(({ number }) => number))].sort((a, b) => a - b).join();
}
