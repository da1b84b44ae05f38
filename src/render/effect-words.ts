// What a changed definition, or an assignment, comes to, in a few words.

import { isOfAccess, type Risk } from '../definition/fields.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Difference, isNone, isNothingEver, isUnchanged, type Meaning } from '../meaning/meaning.ts';
import type { DefinitionView } from './definition-view.ts';
import { additionsPhrase, isCertain, LEVEL_WORDS } from './difference.ts';
import { joined, listed, type Phrase, phrase, say } from './phrase.ts';
import type { AssignmentGroup } from './plan-assignments.ts';
import type { Section } from './plan-model.ts';

const RISK_WORDS: Readonly<Record<Risk, string>> = {
  broadens: 'broadens',
  narrows: 'narrows',
  neutral: 'access unchanged',
  unknown: 'unknown effect',
};

const EFFECTS = {
  both: 'gains and loses',
  perhapsMore: 'may broaden',
  lessPerhapsMore: 'narrows, may broaden',
  perhapsLess: 'may narrow',
  onlyText: 'text changed, access unchanged',
} as const;

/** Words that no reviewer should read past. */
export const ALARMING_EFFECTS: readonly string[] = [
  RISK_WORDS.broadens,
  RISK_WORDS.unknown,
  EFFECTS.both,
  EFFECTS.perhapsMore,
  EFFECTS.lessPerhapsMore,
];

/** Of an update or an adoption: what its risk says, and where that is unknown, why. */
export function effectWords({ change: { risk, fields }, meaning }: DefinitionView): string {
  if (meaning === undefined) return RISK_WORDS[risk];
  const ofPolicies = fields.some(isOfAccess);
  if (risk === 'neutral' && isUnchanged(meaning) && ofPolicies) return EFFECTS.onlyText;
  return riskWords(risk, meaning);
}

/** Where a risk is unknown, the meaning says why. */
export function riskWords(risk: Risk, meaning: Meaning): string {
  return risk === 'unknown' ? uncertainty(meaning) : RISK_WORDS[risk];
}

function uncertainty({ gained, lost, released }: Meaning): string {
  if (isCertain(gained)) return isCertain(lost) ? EFFECTS.both : RISK_WORDS.broadens;
  // What is denied no longer comes to something where a resource policy allows it, and those cannot be seen.
  if (!isNone(gained) || released !== undefined) return isCertain(lost) ? EFFECTS.lessPerhapsMore : EFFECTS.perhapsMore;
  // Beyond access, a session may last longer.
  return isNone(lost) || isCertain(lost) ? RISK_WORDS.unknown : EFFECTS.perhapsLess;
}

/** What an assignment gives or takes, beside all else that its principal has in the account. */
export function meaningWords(row: AssignmentGroup, { definitions }: Section): readonly Phrase[] {
  const { action, meaning, beside } = row;
  if (meaning === undefined) return [];
  const others = listed(beside, MOST_OTHERS);
  if (action === 'delete') {
    // Who has nothing else loses all that the set allows.
    if (beside.length === 0) return [];
    if (isNothingEver(meaning.lost)) return [phrase`no access lost (still granted by ${others})`];
    return [phrase`loses (not granted by ${others}): ${figures(meaning.lost)}`];
  }
  if (isNothingEver(meaning.gained))
    return [beside.length === 0 ? say('allows nothing') : phrase`no new access (already granted by ${others})`];
  // Said of the set already.
  if (definitions.some((view) => view.change.action === 'create' && view.meaning === meaning)) return [];
  return [phrase`${beside.length === 0 ? say('allows') : phrase`adds to ${others}`}: ${figures(meaning.gained)}`];
}

const MOST_OTHERS = 5;

/** `2 escalation paths, permissions management 3, write 120` */
export function figures(difference: Difference): Phrase {
  const { paths, levels, unlisted, openEnded, doubts } = difference;
  const takeovers = paths.filter(({ category }) => category === 'takeover').length;
  const others = paths.length - takeovers;
  const isCertain = paths.length + levels.length + unlisted.length > 0;
  return joined([
    ...(takeovers === 0 ? [] : [say(counted(takeovers, 'takeover path'))]),
    ...(others === 0 ? [] : [say(counted(others, 'escalation path'))]),
    ...levels.map(({ level, actionCount }) => phrase`${say(LEVEL_WORDS[level])} ${actionCount}`),
    ...(levels.length > 0 || unlisted.length === 0
      ? []
      : [phrase`unlisted actions of ${listed(unlisted, MOST_OTHERS)}`]),
    ...(doubts.length === 0 ? [] : [say(isCertain ? 'possibly more' : 'undetermined access')]),
    ...(isNone(difference) && openEnded.length > 0 ? [phrase`future actions: ${additionsPhrase(openEnded)}`] : []),
  ]);
}
