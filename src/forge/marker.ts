// What is written of ours begins with a comment that nobody sees, by which it is found again.

/** The body of an issue of ours. */
export const markedIssue = ({ name, body }: { readonly name: string; readonly body: string }): string =>
  `${markerPrefixOf('drift', name)}-->\n${body}`;

/** Ends in a space, so that no name is the beginning of another. */
export function markerPrefixOf(kind: 'comment' | 'drift', name: string): string {
  // `--` ends an HTML comment, or begins another.
  return `<!-- access ${kind} ${encodeURIComponent(name).replaceAll('--', '%2D%2D')} `;
}
