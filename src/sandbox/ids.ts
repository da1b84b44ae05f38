// Identifiers made by hashing, so that the same seed and the same calls always give the same ones.
import { createHash } from 'node:crypto';

const digest = (parts: readonly string[]): Buffer => createHash('sha256').update(parts.join('\u0000')).digest();

/** `length` lower-case hexadecimal digits (at most 64). */
export const hex = (length: number, ...parts: readonly string[]): string =>
  digest(parts).toString('hex').slice(0, length);

/** A UUID of version 4, in lower case. */
export function uuid(...parts: readonly string[]): string {
  const digits = digest(parts).toString('hex');
  const variant = '89ab'[Number.parseInt(digits.charAt(16), 16) % 4];
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `${variant}${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}

/** `length` lower-case letters and digits (at most 32). */
export const base36 = (length: number, ...parts: readonly string[]): string =>
  [...digest(parts).subarray(0, length)].map((byte) => (byte % 36).toString(36)).join('');
