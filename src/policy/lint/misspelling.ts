// Is an unknown name a slip of the pen, or one that the data does not know yet? Only the former is an error.
import { editDistance, nearest, type Suggest } from '../../diagnostics/suggest.ts';
import { memoizeByIdentity } from '../../memoize.ts';
import { SERVICES_BY_OTHER_NAMES } from './other-names.ts';

/** Names of AWS are words in CamelCase, often after a prefix: `GetObject`, `multiFactorAuthPresent`. */
const MOST_EDITS = 2;

/**
 * The known names that were meant beyond reasonable doubt. A name that goes on beyond a known one (`GetObjectV2`), or has another known verb
 * (`PutObject` for `GetObject`), may well be new.
 */
export function misspelled(written: string, known: readonly string[], suggest: Suggest = nearest): readonly string[] {
  const lower = written.toLowerCase();
  const edits = Math.min(MOST_EDITS, Math.floor(written.length / 3));
  const verbs = verbsIn(known);
  const verb = verbOf(written);
  return suggest(written, known).filter((name) => {
    const other = name.toLowerCase();
    if (editDistance(lower, other, edits) > edits) return false;
    if (lower.startsWith(other) || other.startsWith(lower)) return false;
    return verbOf(name) === verb || !(verbs.has(verb) || COMMON_VERBS.has(verb));
  });
}

const verbOf = (name: string) => (/^[A-Z]?[^A-Z]+/.exec(name)?.[0] ?? name).toLowerCase();

const verbsIn = memoizeByIdentity((known: readonly string[]): ReadonlySet<string> => new Set(known.map(verbOf)));

/** Of two opposites a service may have had only one so far: `TagResource` where there was `UntagResource`. */
const COMMON_VERBS = new Set(
  `accept activate add allow associate attach batch cancel copy create deactivate delete deregister describe detach
  disable disassociate enable export get import list put register reject remove restore resume revoke search send set start stop
  subscribe tag unsubscribe untag update`.split(/\s+/),
);

/** Below that, one letter off is another name: `ebs`, `ecs`, `eks`. */
const SHORTEST_PREFIX = 5;

/** The prefixes that were meant beyond reasonable doubt: one letter off a long one, other hyphens, or the service by another name. */
export function misspelledPrefix(
  written: string,
  prefixes: readonly string[],
  suggest: Suggest = nearest,
): readonly string[] {
  const bare = withoutHyphens(written);
  const respelled = prefixes.filter((prefix) => withoutHyphens(prefix) === bare);
  const meant = respelled.length > 0 ? respelled : SERVICES_BY_OTHER_NAMES.get(bare);
  if (meant !== undefined) return meant;
  if (written.length < SHORTEST_PREFIX) return [];
  const lower = written.toLowerCase();
  return misspelled(lower, prefixes, suggest).filter((prefix) => editDistance(lower, prefix, 1) === 1);
}

const withoutHyphens = (prefix: string) => prefix.toLowerCase().replaceAll('-', '');
