// Which action was meant by a name that the service does not have? Never one that gives more than the name asks for: whoever writes
// `ListRecoveryPoints` must not be talked into `DeleteRecoveryPoint`.
import type { Suggest } from '../../diagnostics/suggest.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import { type AccessLevel, type ActionIndex, levelOf, type Service } from '../catalogue/index.ts';

/** Verbs of names that only look. People mix them up: `DescribeFunction` is `GetFunction`, `ReadTopic` is `GetTopicAttributes`. */
const LOOKING = ['Get', 'List', 'Describe', 'BatchGet', 'Search', 'Query'];
const LOOKING_WORDS = new Set(
  `get list describe batch read view show fetch find lookup search query scan head check select count`.split(' '),
);

const CHANGING_WORDS = new Set(
  `accept activate add allow associate attach cancel copy create deactivate delete deregister detach disable disassociate enable import
  modify put register reject remove restore resume revoke send set start stop subscribe tag unsubscribe untag update`.split(
    /\s+/,
  ),
);

/** How much an action gives, least first. */
const STRENGTH: Readonly<Record<AccessLevel, number>> = {
  list: 0,
  read: 0,
  tagging: 1,
  write: 1,
  unknown: 2,
  'permissions-management': 2,
};

const MOST = 3;

/** Names without prefix, the likeliest first. */
export function suggestedActions(
  name: string,
  service: Service,
  { index, suggest }: { readonly index: ActionIndex; readonly suggest: Suggest },
): readonly string[] {
  const names = namesOf(service);
  const level = (known: string) => levelOf(`${service.prefix}:${known}`, index);
  const near = [...continued(name, names), ...suggest(name, names)].filter((known) =>
    isNoMore(name, known, level(known)),
  );
  const sameVerb = near.filter((known) => firstWord(known) === firstWord(name));
  const weakest = Math.min(...near.map((known) => STRENGTH[level(known)]));
  // Of a verb that nobody knows it cannot be told what it asks for.
  const asked = verbOf(name) !== 'other' ? near : near.filter((known) => STRENGTH[level(known)] === weakest);
  const meant = verbOf(name) === 'other' && sameVerb.length > 0 ? sameVerb : asked;
  return [...new Set(meant)].slice(0, MOST);
}

/** Whether the level is no more than what the verb asks for. Of one verb, it is the object that is misspelt. */
function isNoMore(written: string, known: string, level: AccessLevel): boolean {
  if (firstWord(written) === firstWord(known)) return true;
  const verb = verbOf(written);
  return (
    STRENGTH[level] <= (verb === 'looking' ? STRENGTH.read : verb === 'changing' ? STRENGTH.write : STRENGTH.unknown)
  );
}

/** Names of the same object under another verb that looks, and longer ones under the same. */
function continued(name: string, names: readonly string[]): readonly string[] {
  const lower = name.toLowerCase();
  const longer = names.filter((known) => known.toLowerCase().startsWith(lower));
  if (verbOf(name) !== 'looking') return longer;
  const object = name.replace(/^(?:Batch(?=[A-Z]))?[A-Z]?[^A-Z]+/, '').toLowerCase();
  if (object.length < SHORTEST_OBJECT) return longer;
  const others = LOOKING.flatMap((verb) => {
    const start = verb.toLowerCase() + object;
    return names.filter((known) => known.toLowerCase().startsWith(start));
  });
  return [...longer, ...others.sort((a, b) => a.length - b.length)];
}

const SHORTEST_OBJECT = 3;

function verbOf(name: string): 'looking' | 'changing' | 'other' {
  const word = firstWord(name);
  if (LOOKING_WORDS.has(word)) return 'looking';
  return CHANGING_WORDS.has(word) ? 'changing' : 'other';
}

/** The verb; of `BatchGetItem`, `get`. */
const firstWord = (name: string) => (/^(?:Batch(?=[A-Z]))?([A-Z]?[^A-Z]+)/.exec(name)?.[1] ?? name).toLowerCase();

export const namesOf = memoizeByIdentity(({ actionNames }: Service): readonly string[] =>
  actionNames.map((known) => known.slice(known.indexOf(':') + 1)),
);
