// Names that files refer to or define.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';

export const NAME_RULES = {
  'name/unknown': rule<{ kind: string; name: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown name',
    explanation:
      'A reference names something that no file declares. Names are case-sensitive and are shared by all files of the folder.',
    message: ({ kind, name }) => `unknown ${kind} \`${name}\``,
    hint: ({ kind, nearest }) => didYouMean(nearest) ?? `declare the ${kind}, or correct the name`,
  }),
  'name/duplicate': rule<{ kind: string; name: string }>({
    severity: 'error',
    title: 'declared twice',
    explanation:
      'Each name may be declared once in its section, over all files of the folder. The first declaration (by file name, then by line) stands until one of them goes.',
    message: ({ kind, name }) => `${kind} \`${name}\` is declared twice`,
    hint: () => 'keep one of the declarations, or rename one',
  }),
} as const;
