// Names that files refer to or define.
import { codePointName } from '../../names/characters.ts';
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { characterText, differenceText } from '../wording.ts';

export const NAME_RULES = {
  'name/unknown': rule<{ kind: string; name: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown name',
    explanation:
      'A reference names something that no file declares. Names are case-sensitive and are shared by all files of the folder.',
    message: ({ kind, name }) => `unknown ${kind} \`${name}\``,
    hint: ({ kind, name, nearest }) => didYouMean(nearest, name) ?? `declare the ${kind}, or correct the name`,
  }),
  'name/duplicate': rule<{ kind: string; name: string }>({
    severity: 'error',
    title: 'declared twice',
    explanation:
      'Each name may be declared once in its section, over all files of the folder. The first declaration (by file name, then by line) stands until one of them goes.',
    message: ({ kind, name }) => `${kind} \`${name}\` is declared twice`,
    hint: () => 'keep one of the declarations, or rename one',
  }),
  'name/look-alike': rule<{ kind: string; name: string; other: string }>({
    severity: 'error',
    title: 'names that look the same',
    explanation:
      'Two names of one section look the same: they differ in nothing but compatibility forms of Unicode (NFKC), blanks, characters that draw nothing, or letters with one shape, such as Latin and Cyrillic `a` (the confusables of UTS #39). A reviewer takes the one for the other.',
    message: ({ kind, name, other }) =>
      `${kind} \`${name}\` looks like ${kind} \`${other}\`: ${differenceText(name, other)}`,
    hint: () => 'rename one of them',
  }),
  'name/similar': rule<{ kind: string; name: string; other: string }>({
    severity: 'warning',
    title: 'names that are easily mixed up',
    explanation:
      'Two names of one section differ only in upper and lower case, or in characters that many typefaces draw alike: `1`, `l`, `I` and `|`, `0` and `O`, `m` and `rn`, or letters of one script that only its readers tell apart. Permission sets like that stand side by side in the access portal.',
    message: ({ kind, name, other }) =>
      `${kind} \`${name}\` is easily mixed up with \`${other}\`: ${differenceText(name, other)}`,
    hint: () => 'rename one of them',
  }),
  'name/crossed': rule<{ key: string; other: string; displayName: string }>({
    severity: 'warning',
    title: 'key that is the name of another group',
    explanation:
      'Grants name a group by its key. A key that reads as the display name of another group makes them say what they do not mean: the access goes to the group that the key stands for.',
    message: ({ key, other, displayName }) =>
      `the key \`${key}\` reads as the display name \`${displayName}\` of group \`${other}\``,
    hint: () => 'choose another key',
  }),
  'name/mixed-scripts': rule<{ name: string; word: string; scripts: readonly string[]; character: string }>({
    severity: 'warning',
    title: 'scripts mixed in one word',
    explanation:
      'A word mixes letters of several scripts, such as a Cyrillic `a` among Latin letters, so nobody can tell by looking which name it is. Latin beside Chinese, Japanese or Korean is usual and passes, and so does Latin beside a script whose letters look like none of its own. Plans show such names with their ids.',
    message: ({ name, word, scripts, character }) =>
      `${name === word ? '' : `\`${word}\` in `}\`${name}\` mixes ${scripts.map(scriptText).join(' and ')} letters: \`${characterText(character)}\` is ${codePointName(character)}`,
    hint: () => 'type the word again in one script; if a directory has the name like this, have it renamed there',
  }),
  'name/blanks': rule<{ name: string; problem: string }>({
    severity: 'warning',
    title: 'blanks that nobody sees',
    explanation:
      'A name has a blank that a reader overlooks: two spaces in a row, a blank other than the ordinary space, or one at its beginning or end. It is another name than the one without.',
    message: ({ name, problem }) => `\`${name}\` has ${problem}`,
    hint: () => 'write one ordinary space; if a directory has the name like this, have it renamed there',
  }),
} as const;

function scriptText(script: string): string {
  if (script === 'Asian') return 'Chinese, Japanese or Korean';
  return script === 'Other' ? 'other' : script;
}
