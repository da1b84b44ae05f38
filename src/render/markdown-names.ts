// Marks, principals, accounts and places in Markdown.
import type { Origin } from '../plan/change.ts';
import { forMarkdownCode } from './escape.ts';
import type { NamedAccount, NamedPrincipal } from './names.ts';
import { phraseMarkdown } from './phrase.ts';
import { plural } from './summary.ts';
import { principalPhrase } from './who.ts';
import { MARKS, originText } from './wording.ts';

export function mark(action: keyof typeof MARKS): string {
  return forMarkdownCode(MARKS[action]);
}

export function principalMarkdown(principal: NamedPrincipal): string {
  return phraseMarkdown(principalPhrase(principal));
}

export function accountsMarkdown(accounts: readonly NamedAccount[]): string {
  const lead = accounts.length === 1 ? 'in' : `in ${plural(accounts.length, 'account')}:`;
  return `${lead} ${accounts.map(({ id, name }) => (name === undefined ? forMarkdownCode(id) : `${forMarkdownCode(name)} (${forMarkdownCode(id)})`)).join(', ')}`;
}

export function originsMarkdown(origins: readonly Origin[]): string {
  return origins.map((origin) => ` · ${forMarkdownCode(originText(origin))}`).join('');
}
