// Canonical JSON and its hash: what makes a plan id and a config digest the same on every machine.
import { createHash } from 'node:crypto';
import { compareText } from '../compare-text.ts';

/** JSON with the keys of every object sorted by code unit, no spaces, `undefined` members left out, Maps as sorted entry lists. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(canonical(value));
}

function canonical(value: unknown): unknown {
  if (value instanceof Map) return canonicalObject([...value.entries()] as [string, unknown][]);
  if (Array.isArray(value)) return value.map((item) => canonical(item) ?? null);
  if (value === null || typeof value !== 'object') return value;
  return canonicalObject(Object.entries(value));
}

/** `fromEntries` defines own members, so `__proto__` stays an ordinary key. */
function canonicalObject(entries: readonly (readonly [string, unknown])[]): unknown {
  const sorted = entries
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, member]) => [key, canonical(member)] as const);
  return Object.fromEntries(sorted);
}

/** Lower-case hex SHA-256 of the canonical JSON. */
export function digest(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value), 'utf8').digest('hex');
}
