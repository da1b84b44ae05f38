// Who, within a sentence: a few by name, the others as a number.
import type { NamedPrincipal } from '../holdings/names.ts';
import { joined, type Phrase, phrase, say } from './phrase.ts';
import { principalKind, principalName } from './wording.ts';

const MOST = 3;

/** `group AWS Pickers, group AWS Pressers and 2 more` */
export function whoPhrase(principals: readonly NamedPrincipal[], most = MOST): Phrase {
  const named = principals.map(principalPhrase);
  return joined(named.slice(0, most), ', ').concat(others(named.length - most));
}

/** `group AWS Pickers`; with its id where the name alone could mean another. */
export function principalPhrase(principal: NamedPrincipal): Phrase {
  const { id, withId } = principal;
  const named = phrase`${say(principalKind(principal))} ${principalName(principal)}`;
  return withId === true && id !== undefined ? phrase`${named} (${id})` : named;
}

function others(number: number): Phrase {
  return number > 0 ? phrase` and ${number} more` : [];
}
