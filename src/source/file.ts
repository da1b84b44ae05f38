// What `load` hands to the pure half of the program: the config folder as text, and what `parse` makes of a file of it.
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Value } from './value.ts';

export interface SourceFile {
  /** For people: relative to the working folder, `/` between segments. Every span of the file carries it. */
  readonly path: string;
  /** For references between files: relative to the config folder, `/` between segments. */
  readonly configPath: string;
  /** Without a byte order mark. */
  readonly text: string;
  /** A symbolic link to a file that another name stands for in the folder, and is read by: what they declare is declared once. */
  readonly again?: true;
}

/** A .json file that cannot be read; that matters only to who refers to it. */
export interface RefusedFile {
  readonly path: string;
  readonly configPath: string;
  readonly finding: Diagnostic;
}

export interface SourceFolder {
  /** The YAML files, sorted by path. */
  readonly documents: readonly SourceFile[];
  /** The .json files, of which only those that a permission set names are parsed. Sorted by path. */
  readonly policies: readonly (SourceFile | RefusedFile)[];
  /** A YAML file could not be read, so declarations are missing from `documents`. Never to be read as "not declared". */
  readonly incomplete: boolean;
}

export interface ParsedFile {
  readonly path: string;
  readonly configPath: string;
  /** Undefined for an empty file, and for one whose syntax is broken. */
  readonly value: Value | undefined;
  /** What is missing from `value` after errors, in pieces: names may be declared in it. */
  readonly unread: readonly string[];
}
