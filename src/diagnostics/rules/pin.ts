// Findings of `access pin`: declarations that it could not pin, and why.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { type Named, namesakes } from '../wording.ts';

export const PIN_RULES = {
  'pin/look-alikes': rule<{ key: string; name: string; found: readonly Named[] }>({
    severity: 'error',
    title: 'several could be meant',
    explanation:
      '`access pin` writes an id only where one group of the directory has exactly the declared name and no other can be taken for it. Which of several is meant is for a person to say: write the id of the right one into its declaration.',
    message: ({ key, name, found }) =>
      `\`${key}\` is not pinned: \`${name}\` could be any of ${namesakes(found, name)}`,
    hint: () => 'find out which one is meant, and write its id as `objectId` or `groupId` into the declaration',
  }),
  'pin/not-found': rule<{ kind: 'group' | 'user'; key: string; name: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'nothing to pin to',
    explanation:
      'No group of the directory has the declared name. It may not be synced yet, or its name is written otherwise there.',
    message: ({ kind, key, name }) => `\`${key}\` is not pinned: Identity Center has no ${kind} \`${name}\``,
    hint: ({ nearest }) =>
      didYouMean(nearest) ?? 'write the name that the directory has, or the id, into its declaration',
  }),
  'pin/by-hand': rule<{ key: string; line: string }>({
    severity: 'error',
    title: 'no place for the pin',
    explanation: 'The declaration is written in a way that no line can be added to, such as an alias of another one.',
    message: ({ key, line }) => `\`${key}\` is not pinned: \`${line}\` cannot be added to its declaration`,
    hint: ({ line }) => `write \`${line}\` into it by hand`,
  }),
  'pin/unknown': rule<{ key: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown group',
    explanation: '`access pin` was given a key that no file declares.',
    message: ({ key }) => `no file declares a group \`${key}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'give keys of the `groups` sections',
  }),
} as const;
