// What people read, as data. A function of a result makes a Document; a writer prints it: terminal.ts, markdown.ts, html.ts.
//
// A document says what things are, not where they stand: widths, indentation, bullets, colours and escaping are the writer's. What
// two places should say differently (a pull-request comment has no room for what a log has) is two documents of the same blocks.
import type { Severity } from '../diagnostics/diagnostic.ts';
import type { Excerpt } from './excerpt.ts';
import type { Phrase, Place } from './phrase.ts';

export type Document = readonly Block[];

export type Block =
  | { readonly kind: 'heading'; readonly level: 1 | 2; readonly phrase: Phrase }
  | { readonly kind: 'paragraph'; readonly phrase: Phrase }
  /** Stands out from what is around it. */
  | { readonly kind: 'callout'; readonly phrase: Phrase }
  | Facts
  | List
  | Table
  | Details
  | Code
  | { readonly kind: 'findings'; readonly findings: readonly Finding[] }
  /** A head and what belongs to it. */
  | { readonly kind: 'group'; readonly head: Block; readonly body: readonly Block[] };

/** What is known of one thing, under its labels. */
export interface Facts {
  readonly kind: 'facts';
  readonly title?: Phrase;
  readonly rows: readonly Fact[];
  /** Labels end in a colon on a terminal as well: their values are names, not sentences. */
  readonly colons?: true;
}

export type Fact =
  /** Several values stand below each other where there is room. */
  { readonly label: Phrase } & ({ readonly values: readonly Phrase[] } | { readonly code: Code });

export interface List {
  readonly kind: 'list';
  readonly items: readonly Item[];
}

export interface Item {
  /** What it does; `none` keeps the place of one among others that have one. */
  readonly mark?: Phrase | 'none';
  /** Whom it is about. Those of a list stand in a column. */
  readonly subject?: Phrase;
  /** What the following lines stand below the end of: `hint: `. */
  readonly lead?: Phrase;
  readonly phrase: Phrase;
  /** What else there is to say, one after the other. */
  readonly notes?: readonly Phrase[];
  /** Where in the files it comes from. */
  readonly places?: readonly Place[];
  readonly blocks?: readonly Block[];
  /** How much it stands for: given up where there is no room, and counted (fit.ts). Without, it stays as long as its block does. */
  readonly size?: number;
  /** What is left of it when its details are given up: a line. */
  readonly brief?: Item;
  /** The line is not given up, whatever else is. */
  readonly kept?: boolean;
}

export interface Table {
  readonly kind: 'table';
  readonly columns: readonly { readonly title: string; readonly align?: 'right' }[];
  /** As many cells as columns. */
  readonly rows: readonly (readonly Phrase[])[];
}

/** A line, and below it what a reader may fold away. */
export interface Details {
  readonly kind: 'details';
  readonly summary: Item;
  readonly open: boolean;
  readonly blocks: readonly Block[];
}

export interface Code {
  readonly kind: 'code';
  readonly language: 'diff' | 'yaml' | 'sh';
  readonly lines: readonly CodeLine[];
}

export interface CodeLine {
  /** `@` heads a hunk. Without one the line may be copied as it is. */
  readonly mark: '+' | '-' | ' ' | '@' | '';
  /** Without the mark. */
  readonly text: string;
}

/** What a check has found. */
export interface Finding {
  readonly severity: Severity;
  readonly code: string;
  /** Absent: given up, where there is no room. */
  readonly message?: Phrase;
  readonly places: readonly FindingPlace[];
  readonly hint?: Phrase;
}

export interface FindingPlace {
  readonly place: Required<Place>;
  /** The place that it is about, or one that explains it. */
  readonly role: 'subject' | 'label';
  readonly note?: string;
  readonly excerpt?: Excerpt;
}

export const heading = (phrase: Phrase): Block => ({ kind: 'heading', level: 2, phrase });
export const title = (phrase: Phrase): Block => ({ kind: 'heading', level: 1, phrase });
export const paragraph = (phrase: Phrase): Block => ({ kind: 'paragraph', phrase });
export const list = (items: readonly Item[]): List => ({ kind: 'list', items });
export const group = (head: Block, body: readonly Block[]): Block => ({ kind: 'group', head, body });
