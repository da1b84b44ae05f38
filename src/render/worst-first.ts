// The first lines of a plan: who gains what worst where. Whatever is left out of them is no worse than what they show.
import type { Plan } from '../plan/plan.ts';
import { additionsPhrase, countPhrase, doubtPhrase, pathWords, requestPhrase } from './difference.ts';
import { figures } from './effect-words.ts';
import { type Gain, gainsOf } from './gains.ts';
import { comparePrincipals, namedAccounts, namedPrincipal } from './names.ts';
import { type Phrase, phrase, say, strong, toned } from './phrase.ts';
import { wherePhrase, whoPhrase } from './who.ts';
import type { Worst } from './worst.ts';

export interface WorstLine {
  /** `takeover path` */
  readonly label: string;
  /** More than what the policies say, or than anyone could tell. */
  readonly alarming: boolean;
  readonly phrase: Phrase;
  /** Without the example. */
  readonly brief: Phrase;
}

export interface WorstFirst {
  readonly lines: readonly WorstLine[];
  /** Gains that are not shown. */
  readonly more: number;
}

const MOST_LINES = 5;

const LABELS: Readonly<Record<Worst['kind'], string>> = {
  takeover: 'takeover path',
  administrator: 'administrator access',
  escalation: 'escalation path',
  'permissions-management': 'permissions management',
  unknown: 'unknown',
  released: 'no longer denied',
  write: 'write',
  tagging: 'tagging',
  read: 'read',
  list: 'list',
  future: 'in future',
};

const HARMLESS: readonly Worst['kind'][] = ['write', 'tagging', 'read', 'list', 'future'];

/** No lines: nobody gains anything, or nothing was judged. */
export function worstFirst(plan: Plan): WorstFirst {
  const gains = gainsOf(plan);
  const lines = gains.slice(0, MOST_LINES).map((gain) => worstLine(gain, plan));
  return { lines, more: gains.length - lines.length };
}

export function worstLabel({ label, alarming }: WorstLine): Phrase {
  return alarming ? toned('alarm', say(label)) : strong(say(label));
}

function worstLine(gain: Gain, { names }: Plan): WorstLine {
  const { worst, permissionSet, gained } = gain;
  const principals = gain.principals.map((each) => namedPrincipal(each, names)).sort(comparePrincipals);
  const who = principals.length === 0 ? say('all current assignees') : whoPhrase(principals);
  const where = gain.accounts.length === 0 ? [] : phrase` ${wherePhrase(namedAccounts(gain.accounts, names))}`;
  const brief = phrase`${who}${where} by ${permissionSet}: ${whatPhrase(gain)}`;
  const witness = showsWitness(worst, gained?.witness?.action) ? gained?.witness : undefined;
  return {
    label: LABELS[worst.kind],
    alarming: !HARMLESS.includes(worst.kind),
    phrase: witness === undefined ? brief : phrase`${brief}; for example ${requestPhrase(witness)}`,
    brief,
  };
}

function whatPhrase({ worst: { kind, path }, gained }: Gain): Phrase {
  if (gained === undefined) return say('effect could not be determined');
  if (path !== undefined) {
    const { length } = gained.paths;
    return length === 1 ? pathWords(path) : phrase`${pathWords(path)}; one of ${length} paths`;
  }
  if (kind === 'future') return additionsPhrase(gained.openEnded);
  if (kind === 'administrator' || kind === 'released') return figures(gained);
  const [doubt] = gained.doubts;
  if (kind === 'unknown' && doubt !== undefined) return phrase`possible (unverified): ${doubtPhrase(doubt)}`;
  const level = gained.levels.find((each) => each.level === kind);
  return level === undefined ? figures(gained) : countPhrase(level);
}

/** The witness is of the worst level. Beside a path it is an example of the path or of nothing that was said. */
function showsWitness({ kind, path }: Worst, action: string | undefined): boolean {
  if (path !== undefined) return action !== undefined && path.actions.includes(action);
  return kind !== 'unknown';
}
