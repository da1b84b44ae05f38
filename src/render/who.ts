// Who and where, within a sentence: a few by name, the others as a number.
import type { NamedAccount, NamedPrincipal } from './names.ts';
import { joined, type Phrase, phrase, say } from './phrase.ts';
import { plural } from './summary.ts';
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

/** `in orchard-prod (222222222222)`, `in 12 accounts (juice-lab, orchard-dev, orchard-prod and 9 more)` */
export function wherePhrase(accounts: readonly NamedAccount[], most = MOST): Phrase {
  const [only] = accounts;
  if (only !== undefined && accounts.length === 1)
    return only.name === undefined ? phrase`in account ${only.id}` : phrase`in ${only.name} (${only.id})`;
  const names = joined(
    accounts
      .slice(0, most)
      .map(({ id, name = id, withId }) => (withId === true ? phrase`${name} (${id})` : phrase`${name}`)),
  );
  return phrase`in ${say(plural(accounts.length, 'account'))} (${names}${others(accounts.length - most)})`;
}

function others(number: number): Phrase {
  return number > 0 ? phrase` and ${number} more` : [];
}
