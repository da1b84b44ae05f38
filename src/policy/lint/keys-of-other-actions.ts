// Condition keys that some of a statement's actions have and others lack: for these an Allow never holds, or a Deny always does. Only actions that are
// named in full are judged, `s3:*` under a key of buckets is what people mean. What no action has is said of the whole statement (condition-keys.ts).
//
// The reference lacks some of what there is, tags above all: of them only what cannot be is told. A key of another service may be one that
// credentials carry (`ec2:SourceInstanceARN`), or that an action of a sibling has.
import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import { type Action, type ActionIndex, isScopedByAws } from '../catalogue/index.ts';
import { type ConditionEntry, isNegated, type Statement, type Word } from '../language/index.ts';
import { keysOf } from './condition-keys.ts';
import { keyTest, knownKey, prefixOf } from './known-keys.ts';
import { at, isAllow } from './place.ts';
import type { Subject } from './subject.ts';

export function otherActionsKeyFindings(
  statement: Statement,
  { index }: Pick<Subject, 'index'>,
): readonly Diagnostic[] {
  const { action, conditions } = statement;
  if (action.negated || action.patterns.length < 2) return [];
  return conditions
    .filter((entry) => isDecidedByAbsence(entry, statement))
    .flatMap(({ key }) => {
      const lacking = action.patterns.filter((word) => lacksKey(word, key.text, index));
      const [first] = lacking;
      if (first === undefined || lacking.length === action.patterns.length) return [];
      const actions = lacking.map(({ text }) => text);
      const facts = { key: key.text, actions, isAllow: isAllow(statement) };
      return [diagnose('policy/condition-key-of-other-actions', facts, at(first))];
    });
}

/** Where a request does not have the key, an Allow does not hold, and a Deny does. */
function isDecidedByAbsence({ operator, key, values }: ConditionEntry, statement: Statement): boolean {
  const { base, set, ifExists } = operator;
  if (base === undefined || ifExists) return false;
  const isOf = (text: string) => values.every((value) => value.text.toLowerCase() === text);
  if (isAllow(statement)) {
    if (base === 'Null') return isOf('false');
    return set === 'ForAnyValue' || (set === undefined && !isNegated(base));
  }
  const demandsPresence = ({ operator: other, key: otherKey }: ConditionEntry) =>
    other.base === 'Null' && otherKey.text.toLowerCase() === key.text.toLowerCase();
  if (base === 'Null') return isOf('true');
  return set === undefined && isNegated(base) && !statement.conditions.some(demandsPresence);
}

function lacksKey({ text }: Word, key: string, index: ActionIndex): boolean {
  const action = index.action(text);
  if (action === undefined || isScopedByAws(action.name) || knownKey(key, index) === undefined) return false;
  const [, tags] = OF_TAGS.exec(key) ?? [];
  // Whatever the reference has of them.
  if (tags !== undefined && (prefixOf(key) === 'aws' || prefixOf(key) === action.service))
    return lacksTags(action, tags);
  return prefixOf(key) === action.service && !hasKey(action)(key) && !isOfAnyRequest(index)(key);
}

/** Among them those that credentials carry. */
const isOfAnyRequest = memoizeByIdentity(({ globalConditionKeys }: ActionIndex) =>
  keyTest(globalConditionKeys.map(({ key }) => key)),
);

const OF_TAGS = /^[^:]+:(RequestTag|ResourceTag|TagKeys)\b/i;

/** What is about no resource has no tags of one, and what reads or deletes is not asked to set any. */
function lacksTags(action: Action, tags: string): boolean {
  if (tags.toLowerCase() === 'resourcetag')
    return action.resourceTypes.length === 0 && !hasKey(action)('aws:ResourceTag/any');
  // Its resources have the key in the reference, for those that make one.
  return READS_OR_DELETES.test(action.name) && !action.conditionKeys.some((key) => OF_NEW_TAGS.test(key));
}

const OF_NEW_TAGS = /:(?:RequestTag|TagKeys)\b/i;
const READS_OR_DELETES = /:(?:BatchGet|Delete|Describe|Get|List)/;

const hasKey = memoizeByIdentity((action: Action) => keyTest(keysOf(action)));
