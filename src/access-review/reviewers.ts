// Who reviews what a line of the files grants: the code owners of the file. Whoever may approve a change of a line is asked whether it should stay.
//
// Sources: "About code owners" of GitHub's documentation (the last pattern that matches counts; patterns are those of .gitignore without `!` and `[ ]`), and
// "Code Owners syntax" of GitLab's (sections, each with owners of its own, and default owners).
import { matchesGlob } from '../state/glob.ts';

/** Where forges look for the file, the first that is there counts: .github, the top and docs by GitHub; the top, docs and .gitlab by GitLab. */
export const CODE_OWNERS_FILES = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] as const;

/** Owners of a file, each as it is written (`@orchard/identity`, a mail address), in their order. None: nobody owns it. `path`: from the top of the repository, `/` between segments. */
export type OwnersOf = (path: string) => readonly string[];

interface Pattern {
  readonly segments: readonly string[];
  readonly owners: readonly string[];
}

/** A file without sections is one. */
interface Section {
  readonly defaults: readonly string[];
  readonly patterns: Pattern[];
}

/** Rules of a file beyond these are not read. */
const MOST_PATTERNS = 20_000;

export function codeOwners(text: string): OwnersOf {
  const sections: Section[] = [{ defaults: [], patterns: [] }];
  let count = 0;
  for (const line of text.split(/\r?\n/)) {
    const [first = '', ...owners] = wordsOf(line);
    const heading = /^\^?\[[^\]]+\](?:\[\d+\])?(.*)$/.exec(line.trim());
    if (heading !== null) sections.push({ defaults: wordsOf(heading[1]!), patterns: [] });
    else if (first !== '' && count++ < MOST_PATTERNS) {
      const section = sections.at(-1)!;
      section.patterns.push({ segments: segmentsOf(first), owners: owners.length === 0 ? section.defaults : owners });
    }
  }
  return (path) => {
    const segments = path.split('/');
    const found = sections.flatMap(
      ({ patterns }) => patterns.findLast((pattern) => owns(pattern.segments, segments))?.owners ?? [],
    );
    return [...new Set(found)];
  };
}

/** Up to a comment. A space in a pattern is written `\ `. */
function wordsOf(line: string): readonly string[] {
  const words = line.match(/(?:\\.|[^\s\\])+/g) ?? [];
  const comment = words.findIndex((word) => word.startsWith('#'));
  return (comment < 0 ? words : words.slice(0, comment)).map((word) => word.replaceAll('\\ ', ' '));
}

/** As segments of a path, `**` for any number of them. A pattern without a slash, but one at its end, may stand at any depth; a folder owns all that is below. */
function segmentsOf(pattern: string): readonly string[] {
  const isAnchored = pattern.slice(0, -1).includes('/');
  const segments = pattern.split('/').filter((segment) => segment !== '');
  const isFolder = pattern.endsWith('/');
  return [...(isAnchored ? [] : ['**']), ...segments, ...(isFolder ? ['**', '*'] : [])];
}

/** `docs/*` owns what lies right in docs; anything else that names a folder owns all of it. */
function owns(pattern: readonly string[], path: readonly string[]): boolean {
  // Which lengths of the path the segments so far can stand for.
  let reached = new Set([0]);
  for (const segment of pattern) {
    const next = new Set<number>();
    for (const length of reached) {
      if (segment === '**') for (let each = length; each <= path.length; each++) next.add(each);
      else if (length < path.length && matchesGlob(segment, path[length]!)) next.add(length + 1);
    }
    reached = next;
  }
  if (reached.has(path.length)) return true;
  return pattern.at(-1) !== '*' && reached.size > 0;
}
