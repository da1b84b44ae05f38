// Makes src/names/confusables.ts: `node scripts/confusables.mjs <file>`, after Unicode has published a new version.
//
// The file is Unicode's own `confusables.txt` (Public/security/<version>/), or `src/tables.rs` of the crate `unicode-security`, which holds
// the same table. It is not read at build time, because no npm package keeps up with Unicode: the result is part of the sources.
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const OUTPUT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../src/names/confusables.ts');
const IGNORABLE = /\p{Default_Ignorable_Code_Point}/u;

const [, , input] = process.argv;
if (input === undefined) throw new Error('usage: node scripts/confusables.mjs <confusables.txt | tables.rs>');
const text = await readFile(input, 'utf8');
const { version, pairs } = input.endsWith('.rs') ? fromCrate(text) : fromUnicode(text);
const table = new Map(pairs.filter(([source]) => !IGNORABLE.test(source)));
if (version === undefined || table.size < 6000) throw new Error(`${input} does not hold the table`);
const closed = [...table].map(([source]) => [source, prototype(source)]);
const origin = input.endsWith('.rs')
  ? 'the table of the crate unicode-security 0.1.3 (MIT or Apache-2.0), which is'
  : 'taken from';
await writeFile(OUTPUT, source(closed));
process.stderr.write(`confusables: ${closed.length} characters of Unicode ${version}\n`);

/** `0430 ;	0061 ;	MA	# …` */
function fromUnicode(text) {
  const lines = text.matchAll(/^\s*([0-9A-F]+)\s*;\s*([0-9A-F ]+?)\s*;\s*MA\b/gm);
  return {
    version: /^# Version: ([0-9.]+)/m.exec(text)?.[1],
    pairs: [...lines].map(([, from, to]) => [fromHex(from), to.split(' ').map(fromHex).join('')]),
  };
}

/** `('\u{430}', &['\u{61}'])` */
function fromCrate(text) {
  const version = /UNICODE_VERSION: \(u64, u64, u64\) = \((\d+), (\d+), (\d+)\)/.exec(text)?.slice(1).join('.');
  const from = text.indexOf('pub mod confusable_detection');
  const part = text.slice(from, text.indexOf('pub mod', from + 1));
  const entries = part.matchAll(/\('\\u\{([0-9a-f]+)\}',\s*&\[([^\]]*)\]\)/g);
  const characters = (list) => [...list.matchAll(/\\u\{([0-9a-f]+)\}/g)].map(([, hex]) => fromHex(hex)).join('');
  return { version, pairs: [...entries].map(([, hex, list]) => [fromHex(hex), characters(list)]) };
}

/** Mapped until nothing changes, so that one pass over a name is enough and a second one changes nothing. */
function prototype(character) {
  let before = character;
  for (let round = 0; round < 10; round += 1) {
    const after = [...before.normalize('NFD')]
      .map((each) => table.get(each) ?? each)
      .join('')
      .normalize('NFD');
    if (after === before) return after;
    before = after;
  }
  throw new Error(`the prototypes of ${hexOf(character)} go in a circle`);
}

function source(entries) {
  const byPrototype = new Map();
  for (const [character, target] of entries) byPrototype.set(target, [...(byPrototype.get(target) ?? []), character]);
  const lines = [...byPrototype]
    .map(
      ([target, characters]) =>
        `${[...target].map(hexOf).join(' ')}: ${characters.map(hexOf).sort(byNumber).join(' ')}`,
    )
    .sort(byNumber);
  return `// Made by scripts/confusables.mjs. Characters that look like others: a prototype, a colon, the characters that look like it; code
// points in hexadecimal.
//
// Origin: ${origin} Unicode's confusables.txt (UTS #39, Unicode Security
// Mechanisms), version ${version}, on ${new Date().toISOString().slice(0, 10)}; each prototype is mapped until nothing changes.
// Copyright © Unicode, Inc., under the Unicode License v3: see LICENSE-UNICODE.txt beside this file.

export const UNICODE_VERSION = '${version}';

export const CONFUSABLES = \`
${lines.join('\n')}
\`;
`;
}

function fromHex(hex) {
  return String.fromCodePoint(Number.parseInt(hex, 16));
}

function hexOf(character) {
  return character.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
}

function byNumber(a, b) {
  return Number.parseInt(a, 16) - Number.parseInt(b, 16) || (a < b ? -1 : 1);
}
