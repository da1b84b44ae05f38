// Who gets into accounts that are federated by SAML, and who no longer does, in a line for each role. Names are from outside.
import { type Names, namedAccount } from '../holdings/names.ts';
import type { SamlAccess } from '../plan/saml-access.ts';
import { groupBy } from '../state/group-by.ts';
import { accountPhrase } from './accounts.ts';
import { joined, type Phrase, phrase, say } from './phrase.ts';

export interface SamlLine {
  readonly action: SamlAccess['action'];
  readonly administrator: boolean;
  readonly phrase: Phrase;
  readonly what: Phrase;
  readonly origins: SamlAccess['origins'];
}

export function samlLines(access: readonly SamlAccess[], names: Names): readonly SamlLine[] {
  const byRole = groupBy(access, ({ action, role, account }) => `${action}\n${account}\n${role}`);
  return [...byRole.values()].map((same): SamlLine => {
    const { action, role, account, administrator } = same[0]!;
    const who = joined(same.map(({ principal: { type, name } }) => phrase`${say(type)} ${name}`));
    const isOne = same.length === 1;
    const where = accountPhrase(namedAccount(account, names));
    const verb =
      action === 'assign' ? (isOne ? 'gets' : 'get') : isOne ? 'is no longer granted' : 'are no longer granted';
    return {
      action,
      administrator: administrator === true,
      phrase: phrase`${who} ${say(verb)} SAML role ${role} in ${where}`,
      what: say(
        action === 'assign'
          ? 'once a person assigns it in Entra'
          : `${isOne ? 'keeps' : 'keep'} it until a person takes the assignment away in Entra, or the role is deleted`,
      ),
      origins: same.flatMap(({ origins }) => origins),
    };
  });
}
