// Sentences that quote names and patterns. All of it is escaped for the place where it is printed; quotations are code in Markdown.
import { forMarkdown, forMarkdownCode, forTerminal, visible } from './escape.ts';

export type Phrase = readonly Part[];

type Part = { readonly words: string } | { readonly quoted: string };

/** Texts that are put in are quotations; numbers and phrases become part of the sentence. */
export function phrase(words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase {
  return words.flatMap((text, index) => {
    const value = values[index];
    if (value === undefined) return [{ words: text }];
    return [{ words: text }, ...(typeof value === 'object' ? value : [partOf(value)])];
  });
}

function partOf(value: string | number): Part {
  return typeof value === 'number' ? { words: String(value) } : { quoted: value };
}

/** Plain words, not quoted: ours, or a title. */
export function say(words: string): Phrase {
  return [{ words }];
}

export function joined(phrases: readonly Phrase[], separator = ', '): Phrase {
  return phrases.flatMap((each, index) => (index === 0 ? each : [...say(separator), ...each]));
}

/** `a, b and 12 more`: quotations, as many as `most`. */
export function listed(names: readonly string[], most = Number.POSITIVE_INFINITY): Phrase {
  const shown = joined(names.slice(0, most).map((name) => phrase`${name}`));
  return names.length > most ? phrase`${shown} and ${names.length - most} more` : shown;
}

export function phraseText(parts: Phrase): string {
  return parts.map((part) => ('words' in part ? visible(part.words) : forTerminal(part.quoted))).join('');
}

export function phraseMarkdown(parts: Phrase): string {
  return parts.map((part) => ('words' in part ? forMarkdown(part.words) : forMarkdownCode(part.quoted))).join('');
}
