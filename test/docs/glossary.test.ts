// docs/glossary.md is made from glossary-terms.ts (`npx vitest run test/docs --update` rewrites it), and identifiers and messages keep to it.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { groupBy } from '../../src/state/group-by.ts';
import { GLOSSARY, RETIRED_NAMES, RETIRED_PHRASES, type Term } from './glossary-terms.ts';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** Rewritten under an issue of its own, which brings it under the glossary: then this line goes. */
const EXEMPT = 'policy/';

/** AWS's own texts, word for word. */
const SPEAKS_FOR_AWS = 'sandbox/';

/** The table of keys that files had before, each with the key it has now. */
const OLD_KEYS = 'config/shape-findings.ts: manners';

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(path.sep).join('/'))
  .filter((file) => file.endsWith('.ts') && !file.includes('.generated.') && !file.startsWith(EXEMPT));

interface Parts {
  readonly identifiers: ReadonlySet<string>;
  /** What stands in quotes, with `…` for what is put into it. */
  readonly texts: readonly string[];
}

/** A comment, a text, a regular expression, an identifier, or one other character. Lookbehind: where a slash begins no division. */
const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|(?<=[(,=:[!&|?{};\n>]\s*|return )\/(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/|[A-Za-z_$][\w$]*|[\s\S]/y;
/** From behind a backtick, or behind what was put in, to the next of them. */
const TEMPLATE = /((?:[^`\\$]|\\[\s\S]|\$(?!\{))*)(`|\$\{)/y;

function partsOf(source: string): Parts {
  const identifiers = new Set<string>();
  const texts: string[] = [];
  /** For each template that is open: its text so far, and how many braces are open in what is put in. */
  const templates: { text: string; braces: number }[] = [];
  let at = 0;
  const template = (open: { text: string; braces: number }) => {
    TEMPLATE.lastIndex = at;
    const [whole, text = '', end] = TEMPLATE.exec(source) ?? [source.slice(at), '', '`'];
    at += whole.length;
    open.text += text;
    if (end === '`') texts.push(templates.pop()!.text);
    else open.text += '…';
  };
  while (at < source.length) {
    TOKEN.lastIndex = at;
    const [token] = TOKEN.exec(source)!;
    at += token.length;
    const open = templates.at(-1);
    if (token === '`') {
      templates.push({ text: '', braces: 0 });
      template(templates.at(-1)!);
    } else if (open !== undefined && token === '{') open.braces += 1;
    else if (open !== undefined && token === '}' && open.braces > 0) open.braces -= 1;
    else if (open !== undefined && token === '}') template(open);
    else if (/^['"]/.test(token)) texts.push(token.slice(1, -1));
    else if (/^[A-Za-z_$]/.test(token)) identifiers.add(token);
  }
  return { identifiers, texts };
}

const sources = files.map((file) => ({ file, ...partsOf(readFileSync(path.join(SRC, file), 'utf8')) }));

/** `someHTTPCall` → ` some http call `. */
const wordsOf = (identifier: string): string =>
  ` ${identifier
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .replace(/_/g, ' ')
    .toLowerCase()} `;

/** The retired name that an identifier has in it, and what is used now. */
function retiredIn(identifier: string): string | undefined {
  const words = wordsOf(identifier);
  const found = RETIRED_NAMES.find(({ name, alone }) =>
    alone === true ? identifier.toLowerCase() === name : words.includes(wordsOf(name)),
  );
  return found && `${identifier}: ${found.now}`;
}

/** Texts of one word are keys and values, no messages. */
const isMessage = (text: string): boolean => text.includes(' ');

function glossary(): string {
  const line = ({ word, meaning, not = [] }: Term) =>
    `| ${word} | ${meaning} | ${not.join(', ')}${not.length === 0 ? '' : ' '}|`;
  const sections = GLOSSARY.map(
    ({ title, terms }) => `## ${title}\n\n| word | meaning | not |\n|---|---|---|\n${terms.map(line).join('\n')}\n`,
  );
  return `# Glossary

One word for each idea, in code, messages and documents. For what belongs to AWS, AWS's own words.

${sections.join('\n')}`;
}

describe('docs/glossary.md', () => {
  it('is what the terms say', async () => {
    await expect(glossary()).toMatchFileSnapshot('../../docs/glossary.md');
  });

  it('explains each word once', () => {
    const words = GLOSSARY.flatMap(({ terms }) => terms.flatMap(({ word }) => word.split(', ')));
    const twice = [...groupBy(words, (word) => word)].filter(([, same]) => same.length > 1).map(([word]) => word);
    expect(twice).toEqual([]);
  });
});

describe('retired words', () => {
  it('are looked for in what was read as it is', () => {
    const source =
      "const a = /['`]/.exec(b); // told\nconst c = `x $!{d({ e: `y $!{f}` })} z`; /* said */ g('h i', \"it's\");".replaceAll(
        '!',
        '',
      );
    expect(partsOf(source)).toEqual({
      identifiers: new Set(['const', 'a', 'exec', 'b', 'c', 'd', 'e', 'f', 'g']),
      texts: ['y …', 'x … z', 'h i', "it's"],
    });
  });

  it('are in no identifier', () => {
    const found = sources.flatMap(({ file, identifiers }) =>
      [...identifiers].flatMap((identifier) => retiredIn(identifier) ?? []).map((text) => `${file}: ${text}`),
    );
    expect(found.filter((line) => !line.startsWith(OLD_KEYS))).toEqual([]);
  });

  it('are in no message', () => {
    const ours = sources.filter(({ file }) => !file.startsWith(SPEAKS_FOR_AWS));
    const found = ours.flatMap(({ file, texts }) =>
      texts
        .filter(isMessage)
        .flatMap((text) =>
          RETIRED_PHRASES.filter(({ phrase }) => phrase.test(text)).map(
            ({ now }) => `${file}: ${text.slice(0, 120)} → ${now}`,
          ),
        ),
    );
    expect(found).toEqual([]);
  });

  it.each([
    ['ruleStandingOf', 'ownership'],
    ['STANDING', 'ownership'],
    ['RowFate', 'RetentionDecision'],
    ['told', 'what it is'],
  ])('would be seen in %s', (identifier, now) => {
    expect(retiredIn(identifier)).toContain(now);
  });

  it.each(['outstanding', 'jointly', 'retold', 'workbench'])('are not seen in %s', (identifier) => {
    expect(retiredIn(identifier)).toBeUndefined();
  });
});
