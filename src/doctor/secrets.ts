// Secrets in the files: a SCIM token that somebody wrote beside its date, a bearer token, a key. What is found is never printed, only where and what it is.
import type { Position, Span } from '../source/span.ts';

export interface FoundSecret {
  /** `a bearer token`. */
  readonly what: string;
  readonly span: Span;
}

/** Forms that nothing else in a file of permissions has. Each takes time in proportion to the text. */
const FORMS: readonly (readonly [what: string, form: RegExp])[] = [
  ['a private key', /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----/g],
  ['an AWS access key id', /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/g],
  ['a JSON web token', /\beyJ[\w-]{8,4000}\.[\w-]{8,4000}\.[\w-]{8,4000}/g],
  ['a bearer token', /\bbearer\s{1,4}[\w.~+/=:-]{20,4000}/gi],
  ['a token of GitHub', /\bgh[pousr]_[A-Za-z0-9]{36,255}\b/g],
  ['a token of GitLab', /\bglpat-[\w-]{20,255}/g],
  ['a client secret of Entra', /(?<![\w~.-])[\w~.-]{3}\dQ~[\w~.-]{31,34}(?![\w~.-])/g],
  [
    'a token or password',
    /(?<![\w:/-])(?:token|secret|password)["']?\s{0,4}[:=]\s{0,4}["']?(?![\w-]{0,20}:\/\/)[\w.~+/=:-]{24,4000}/gi,
  ],
  // The SCIM token of Identity Center, and whatever else is long and random.
  [
    'what looks like a token',
    /(?<![\w+/=])(?=[\w+/]{0,99}\d)(?=[\w+/]{0,99}[a-z])(?=[\w+/]{0,99}[A-Z])[\w+/]{100,4000}={0,2}/g,
  ],
];

const MOST = 20;

export function secretsIn(files: readonly { readonly path: string; readonly text: string }[]): readonly FoundSecret[] {
  const found: FoundSecret[] = [];
  for (const { path: file, text } of files) {
    const positionOf = positionsIn(text);
    const searched = withoutCertificates(text);
    const taken = new Set<number>();
    for (const [what, form] of FORMS) {
      for (const { index, 0: match } of searched.matchAll(form)) {
        const start = positionOf(index);
        // One secret of several forms is one.
        if (taken.has(start.line)) continue;
        taken.add(start.line);
        found.push({ what, span: { file, start, end: positionOf(index + match.length) } });
        if (found.length === MOST) return found;
      }
    }
  }
  return found;
}

/** Metadata of a SAML identity provider has certificates, which are public. Everything else stays where it is. */
const withoutCertificates = (text: string): string =>
  text.replace(/<(?:\w{1,20}:)?X509Certificate>[^<]{0,20000}/g, (certificate) => ' '.repeat(certificate.length));

function positionsIn(text: string): (offset: number) => Position {
  const starts = [0];
  for (const { index } of text.matchAll(/\n/g)) starts.push(index + 1);
  return (offset) => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - starts[low]! + 1, offset };
  };
}
