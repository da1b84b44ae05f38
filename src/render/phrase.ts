// Sentences as data: what is a name, what is code, what should worry a reader. How that looks is for the writer of a place to say
// (terminal.ts, markdown.ts, html.ts), and so is escaping: nothing in a phrase is escaped.

export type Phrase = readonly Inline[];

export type Inline =
  /** Our own words, or a sentence of somebody else's that is not quoted. A space in it may become the end of a line. */
  | { readonly kind: 'text'; readonly text: string }
  /** Something from outside, under its own name: code on a page, as it is on a terminal. */
  | { readonly kind: 'name'; readonly text: string }
  /** Quoted in a sentence: code on a page, in backticks on a terminal. */
  | { readonly kind: 'code'; readonly text: string }
  /** `stressed` is bold on a page only: a terminal has columns and colours for it. `whole` is never broken over lines. */
  | { readonly kind: 'strong' | 'stressed' | 'quiet' | 'whole'; readonly phrase: Phrase }
  | { readonly kind: 'toned'; readonly tone: Tone; readonly phrase: Phrase }
  /** A member of a list that comes or goes. */
  | { readonly kind: 'member'; readonly change: 'added' | 'removed'; readonly phrase: Phrase }
  /** `+`: what a line of a plan does. */
  | { readonly kind: 'mark'; readonly sign: string; readonly tone: Tone }
  /** `href`: of ours; an https address. */
  | { readonly kind: 'link'; readonly href: string; readonly phrase: Phrase }
  | { readonly kind: 'place'; readonly place: Place }
  /** There is no value. */
  | { readonly kind: 'none' }
  /** Room between what stands in one line without belonging to one sentence. */
  | { readonly kind: 'gap' }
  /** A new line. */
  | { readonly kind: 'break' };

/** What a reader should make of it. `alarm` is not to be read past: bold where there are no colours. */
export type Tone = 'gain' | 'loss' | 'good' | 'warning' | 'notice' | 'alarm';

/** A place in a file; 1-based. */
export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column?: number;
}

/** Texts that are put in are names; numbers and phrases become part of the sentence. */
export function phrase(words: TemplateStringsArray, ...values: readonly (string | number | Phrase)[]): Phrase {
  return words.flatMap((text, index) => {
    const value = values[index];
    const before = text === '' ? [] : say(text);
    if (value === undefined) return before;
    return [...before, ...(typeof value === 'object' ? value : partOf(value))];
  });
}

function partOf(value: string | number): Phrase {
  return typeof value === 'number' ? say(String(value)) : [{ kind: 'name', text: value }];
}

/** Plain words, not quoted: ours, or a title. */
export function say(text: string): Phrase {
  return [{ kind: 'text', text }];
}

/** A message: what it quotes in backticks is code. A name that contains one only shifts where code begins. */
export function prose(message: string): Phrase {
  return message
    .split(/(`[^`]+`)/)
    .map((part, index): Inline => {
      return index % 2 === 1 ? { kind: 'code', text: part.slice(1, -1) } : { kind: 'text', text: part };
    })
    .filter((part) => part.kind !== 'text' || part.text !== '');
}

/** Each on a line of its own. */
export function lines(phrases: readonly Phrase[]): Phrase {
  return phrases.flatMap((each, index): Phrase => (index === 0 ? each : [{ kind: 'break' }, ...each]));
}

export const strong = (phrase: Phrase): Phrase => [{ kind: 'strong', phrase }];
export const stressed = (phrase: Phrase): Phrase => [{ kind: 'stressed', phrase }];
export const quiet = (phrase: Phrase): Phrase => [{ kind: 'quiet', phrase }];
export const whole = (phrase: Phrase): Phrase => [{ kind: 'whole', phrase }];
export const toned = (tone: Tone, phrase: Phrase): Phrase => [{ kind: 'toned', tone, phrase }];
export const placed = (place: Place): Phrase => [{ kind: 'place', place }];

export function joined(phrases: readonly Phrase[], separator = ', '): Phrase {
  return phrases.flatMap((each, index) => (index === 0 ? each : [...say(separator), ...each]));
}

/** `a, b and 12 more`: names, as many as `most`. */
export function listed(names: readonly string[], most = Number.POSITIVE_INFINITY): Phrase {
  const shown = joined(names.slice(0, most).map((name) => phrase`${name}`));
  return names.length > most ? phrase`${shown} and ${names.length - most} more` : shown;
}
