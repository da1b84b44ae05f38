// What a comment has room for.
import type { Document } from './document.ts';
import { writeMarkdown } from './markdown.ts';

/** What GitHub accepts as the body of a comment, in characters. */
export const COMMENT_LIMIT = 65_536;

const encoder = new TextEncoder();

/** UTF-8: never fewer than the UTF-16 units or the code points that a forge may count. Blocks stand apart by an empty line. */
export function markdownBytes(document: Document): number {
  return document.length === 0 ? 0 : encoder.encode(writeMarkdown(document)).length + 1;
}
