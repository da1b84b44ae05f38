// Whether a role lets a caller take it: its trust policy, as far as AssumeRole needs one to be understood.
//
// Understood are Allow and Deny of sts:AssumeRole, principals by account, ARN or `*`, and conditions of equality on sts:ExternalId. A condition of any other
// kind is not met: whoever tests with one sees a refusal, and never access that AWS would not give.
import type { Caller } from './operation.ts';

interface Assumption {
  readonly trust: string;
  readonly caller: Pick<Caller, 'account' | 'arn'>;
  /** The partition of the role's ARN. */
  readonly partition: string;
  readonly externalId: string | undefined;
}

export function trusts(assumption: Assumption): boolean {
  const found = statementsOf(assumption.trust).filter(
    ({ Action, Principal, Condition }) =>
      wordsOf(Action).some((action) => /^(?:\*|sts:\*|sts:AssumeRole)$/i.test(action)) &&
      isNamed(Principal, assumption) &&
      isMet(Condition, assumption),
  );
  return found.some(({ Effect }) => Effect === 'Allow') && !found.some(({ Effect }) => Effect === 'Deny');
}

type Members = Readonly<Record<string, unknown>>;

function statementsOf(document: string): readonly Members[] {
  try {
    const { Statement } = membersOf(JSON.parse(document));
    return (Array.isArray(Statement) ? Statement : [Statement]).map(membersOf);
  } catch {
    return [];
  }
}

const membersOf = (value: unknown): Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Members) : {};

const wordsOf = (value: unknown): readonly string[] =>
  (Array.isArray(value) ? value : [value]).filter((word) => typeof word === 'string');

/** An account stands for all in it whose own policies let them; a role's ARN for its sessions. */
function isNamed(principal: unknown, { caller, partition }: Assumption): boolean {
  const role = /:assumed-role\/([^/]+)\//.exec(caller.arn)?.[1];
  const names = new Set([
    '*',
    caller.account,
    `arn:${partition}:iam::${caller.account}:root`,
    caller.arn,
    ...(role === undefined ? [] : [`arn:${partition}:iam::${caller.account}:role/${role}`]),
  ]);
  return [...wordsOf(principal), ...wordsOf(membersOf(principal).AWS)].some((name) => names.has(name));
}

const EQUALITY = new Set(['StringEquals', 'StringLike']);

function isMet(condition: unknown, { externalId }: Assumption): boolean {
  return Object.entries(membersOf(condition)).every(([operator, tests]) =>
    Object.entries(membersOf(tests)).every(
      ([key, values]) =>
        EQUALITY.has(operator) &&
        key.toLowerCase() === 'sts:externalid' &&
        externalId !== undefined &&
        wordsOf(values).includes(externalId),
    ),
  );
}

/** Whether a role lets a service do all of the actions. Conditions are not looked at. */
export function trustsService(trust: string, service: string, actions: readonly string[]): boolean {
  const found = statementsOf(trust).filter(({ Principal }) => wordsOf(membersOf(Principal).Service).includes(service));
  const says = (effect: string, action: string): boolean =>
    found.some(({ Effect, Action }) => Effect === effect && isAmongActions(wordsOf(Action), action));
  return actions.every((action) => says('Allow', action) && !says('Deny', action));
}

/** Of a policy that is given to AssumeRole, the actions that it leaves a session; resources and conditions are not looked at. */
export function actionsLeftBy(policy: string): readonly string[] {
  return statementsOf(policy)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action }) => wordsOf(Action));
}

/** Whether one of the patterns, in which `*` stands for anything, is the action. */
export const isAmongActions = (patterns: readonly string[], action: string): boolean =>
  patterns.some((pattern) => {
    const [first = '', ...rest] = pattern.toLowerCase().split('*');
    const text = action.toLowerCase();
    if (rest.length === 0) return text === first;
    return text.startsWith(first) && text.slice(first.length).endsWith(rest.at(-1)!);
  });
