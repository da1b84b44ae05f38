// Canonical JSON and its hash: what makes a plan id and a config digest the same on every machine.
import { createHash } from 'node:crypto';
import { compareText } from '../compare-text.ts';

const NOTHING: ReadonlySet<string> = new Set();

/** JSON with the keys of every object sorted by code unit, no spaces, `undefined` members left out, Maps as objects. */
export function canonicalJson(value: unknown): string {
  return written(value, NOTHING);
}

/** The same without the members of these names, at whatever depth; the keys of Maps are not names of members. */
export function canonicalJsonWithout(leftOut: ReadonlySet<string>, value: unknown): string {
  return written(value, leftOut);
}

function written(value: unknown, leftOut: ReadonlySet<string>): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => written(item ?? null, leftOut)).join(',')}]`;
  const isMap = value instanceof Map;
  const members: string[] = [];
  for (const key of sorted(isMap ? [...value.keys()] : Object.keys(value))) {
    const member = isMap ? value.get(key) : (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined && (isMap || !leftOut.has(key)))
      members.push(`${JSON.stringify(key)}:${written(member, leftOut)}`);
  }
  return `{${members.join(',')}}`;
}

/** Most have no number among them, and code units are what texts are sorted by anyway. */
function sorted(keys: string[]): readonly string[] {
  return keys.some(isNumbered) ? keys.sort(compareKeys) : keys.sort();
}

const isNumbered = (key: string): boolean => key >= '0' && key < ':';

/** As JavaScript orders the members of an object: whole numbers first. Digests that were made in that order are in plans and approvals. */
function compareKeys(a: string, b: string): number {
  const [one, other] = [isIndex(a), isIndex(b)];
  if (one && other) return Number(a) - Number(b);
  return one === other ? compareText(a, b) : one ? -1 : 1;
}

/** Of an array, as ECMA-262 has it: below 2³² - 1. */
const isIndex = (key: string): boolean => /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) < 4_294_967_295;

/** Lower-case hex SHA-256 of the canonical JSON. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}

/** In upper-case hexadecimal digits. For names of things that others name so, never for security. */
export const sha1 = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex').toUpperCase();

/** A UUID of version 5 (RFC 4122, section 4.3): the same for the same name. `namespace`: a UUID. */
export function nameUuid(namespace: string, name: string): string {
  const hex = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest('hex');
  const variant = ((Number.parseInt(hex[16]!, 16) & 0x3) | 0x8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
}
