// Files of the config folder, and their syntax.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { YAML_FILE_RULES } from './yaml-files.ts';

export const YAML_RULES = {
  ...YAML_FILE_RULES,
  'yaml/syntax': rule<{ reason: string; help?: string | undefined }>({
    severity: 'error',
    title: 'not YAML',
    explanation:
      'The file breaks the grammar of YAML 1.2 at this place. Only the first break of a file is reported, because what follows it is often read wrongly; the rest of the file counts as unread.',
    message: ({ reason }) => reason,
    hint: ({ help }) => help,
  }),
  'yaml/not-json': rule<{ reason: string }>({
    severity: 'error',
    title: 'not JSON',
    explanation:
      'A file that ends in `.json` must be strict JSON, without comments, trailing commas or single quotes, so that every other tool reads the same policy in it.',
    message: ({ reason }) => reason,
    hint: () => 'correct the JSON, or write the policy as YAML in the permission set itself',
  }),
  'yaml/too-deep': rule<{ limit: number }>({
    severity: 'error',
    title: 'nested too deeply',
    explanation:
      'Files may nest lists and mappings 64 levels deep, also by way of aliases, far more than any declaration needs. The check comes before the file is composed, because deeper files can crash a YAML parser.',
    message: ({ limit }) => `lists and mappings are nested more than ${limit} levels deep`,
    hint: () => 'look for a bracket that is never closed, or for a file that is not a configuration',
  }),
  'yaml/too-many-tokens': rule<{ limit: number }>({
    severity: 'error',
    title: 'too many words',
    explanation:
      'The files of a folder may hold 400,000 words and indicators of YAML (`:`, `-`, `[` and so on), or two for every five characters, if that is more. Files that people and programs write for this purpose hold one for every five. The files that come after this place are not read.',
    message: ({ limit }) => `the files hold more than ${limit} words and indicators of YAML`,
    hint: () => 'look for lists of single characters or brackets, or for a file that is not a configuration',
  }),
  'yaml/duplicate-key': rule<{ key: string }>({
    severity: 'error',
    title: 'repeated key',
    explanation:
      'A mapping holds each key once. Parsers differ in which of two they keep, so neither a reader nor a program could tell what is meant. The first one is used for further checks.',
    message: ({ key }) => `the key \`${key}\` stands more than once in its mapping`,
    hint: () => 'keep one of them',
  }),
  'yaml/directive': rule<{ directive: string }>({
    severity: 'error',
    title: 'YAML directive',
    explanation:
      'Directives such as `%YAML 1.1` change how the rest of the file is read: `no` becomes false, and `0777` becomes 511. Files are always read as YAML 1.2 with its core schema.',
    message: ({ directive }) => `the directive \`${directive}\` is not supported`,
    hint: () => 'remove the line; files are read as YAML 1.2',
  }),
  'yaml/tag': rule<{ tag: string }>({
    severity: 'error',
    title: 'unknown tag',
    explanation:
      'Tags ask the parser to build something other than what the text shows. Only the core tags are known: `!!str`, `!!int`, `!!float`, `!!bool`, `!!null`, `!!seq` and `!!map`.',
    message: ({ tag }) => `the tag \`${tag}\` is not supported`,
    hint: () => 'remove the tag; put text that looks like a number in quotes',
  }),
  'yaml/multiple-documents': rule<object>({
    severity: 'error',
    title: 'several documents in one file',
    explanation:
      'A file holds one YAML document. What stands after a second `---` is not read, and might be taken for declared when it is not.',
    message: () => 'a second YAML document begins here',
    hint: () => 'move it to a file of its own',
  }),
  'yaml/unknown-alias': rule<{ name: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown alias',
    explanation: 'An alias (`*name`) repeats the value that an anchor (`&name`) marked above it in the same file.',
    message: ({ name }) => `the alias \`*${name}\` has no anchor \`&${name}\` above it`,
    hint: ({ nearest }) => didYouMean(nearest.map((name) => `*${name}`)) ?? 'put text that begins with `*` in quotes',
  }),
  'yaml/alias-cycle': rule<{ name: string }>({
    severity: 'error',
    title: 'value inside itself',
    explanation: 'An alias stands inside the very value that its anchor marks, so the value would never end.',
    message: ({ name }) => `the alias \`*${name}\` stands inside its own anchor`,
    hint: () => 'write out what is meant',
  }),
  'yaml/too-many-aliases': rule<{ what: 'aliases' | 'values' | 'characters'; limit: number }>({
    severity: 'error',
    title: 'too many aliases',
    explanation:
      'A file may use 100 aliases, and they may repeat 10,000 values and 1,000,000 characters in all. A few lines of nested aliases can stand for billions of values, and would take the checks down with them.',
    message: ({ what, limit }) =>
      what === 'aliases' ? `more than ${limit} aliases in one file` : `aliases repeat more than ${limit} ${what}`,
    hint: () => 'write the values out, or declare an account set to share a list of accounts',
  }),
  'yaml/key-not-text': rule<{ source: string }>({
    severity: 'error',
    title: 'key is not text',
    explanation:
      'Keys are names. Without quotes, YAML reads a key such as `1` or `true` as a number or a truth value, and `1` and `"1"` would become the same key.',
    message: ({ source }) => (source === '' ? 'a key is missing before `:`' : `the key \`${source}\` is not text`),
    hint: ({ source }) => (source === '' ? 'write the key, or remove the line' : `write "${source}" with quotes`),
  }),
  'yaml/key-collection': rule<object>({
    severity: 'error',
    title: 'key is a list or mapping',
    explanation: 'YAML allows lists and mappings as keys; nothing here has a use for them.',
    message: () => 'a list or mapping cannot be a key',
    hint: () => 'put text that begins with `[` or `{` in quotes',
  }),
  'yaml/control-character': rule<{ character: string; shown: boolean }>({
    severity: 'error',
    title: 'invisible character',
    explanation:
      'Controls, bidirectional overrides and characters that draw nothing (zero-width spaces, soft hyphens, variation selectors, tags) make text look different from what it says, in terminals, logs and reviews, or make two names look like one. They may stand in comments no more than in names. Characters that a spelling needs pass where it needs them: joiners within words of scripts that join, and what makes up an emoji.\n\nTabs and line breaks may stand in block scalars (`|`, `>`) only.',
    message: ({ character, shown }) =>
      shown
        ? `the invisible character ${character} stands here`
        : `this text contains the invisible character ${character}`,
    hint: ({ character }) =>
      ['U+0009', 'U+000A'].includes(character)
        ? 'use a block scalar (`|`) for text with tabs or line breaks'
        : 'remove it; it may have come with copied text',
  }),
  'yaml/unquoted-account-id': rule<{ id: string }>({
    severity: 'warning',
    title: 'account id without quotes',
    explanation:
      'Without quotes, YAML reads an account id as a number, and most tools drop its leading zeros. `access` reads the digits as they were written, but editors and formatters may not.',
    message: ({ id }) => `the account id \`${id}\` is written without quotes`,
    hint: ({ id }) => `write "${id}"`,
  }),
} as const;
