// What is wrong with the parts of an inline policy, and with what a permission set gives for their parameters.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';
import { listed } from '../wording.ts';

export const PERMISSION_SET_PARTS_RULES = {
  'permission-set/part': rule<{ key?: string | undefined; isStatement: boolean; nearest: readonly string[] }>({
    severity: 'error',
    title: 'not a part of an inline policy',
    explanation:
      'A list under `inlinePolicy` has parts: each is the path of a `.json` file, or `file` and, where the file has parameters, `with`. A policy in place is no list: it begins with `Version` and has its statements under `Statement`.',
    message: ({ key }) =>
      key === undefined ? 'the part has no `file`' : `\`${key}\` does not belong to a part of an inline policy`,
    hint: ({ isStatement, nearest }) =>
      isStatement
        ? 'begin with `Version: "2012-10-17"`, and put the list under `Statement`'
        : (didYouMean(nearest) ??
          'write the path of a `.json` file, or `{ file: policies/app.json, with: { app: orders } }`'),
  }),
  'permission-set/part-form': rule<{ file: string }>({
    severity: 'error',
    title: 'part without statements',
    explanation:
      'A part of an inline policy is a policy: a `.json` file with `Version` and `Statement`, and `parameters` where it takes values that hold wildcards.',
    message: ({ file }) => `\`${file}\` has no \`Statement\``,
    hint: () => 'name a policy, or write its statements under `Statement`',
  }),
  'permission-set/part-without-value': rule<{ names: readonly string[]; file: string }>({
    severity: 'error',
    title: 'parameter without a value',
    explanation:
      'The part uses a parameter, as `{{name}}`, or declares it, and the permission set gives no value for it under `with`.',
    message: ({ names, file }) =>
      `${listed(names, 'parameter')} of \`${file}\` ${names.length === 1 ? 'has' : 'have'} no value`,
    hint: ({ names, file }) => `write \`{ file: ${file}, with: { ${names.map((name) => `${name}: …`).join(', ')} } }\``,
  }),
  'permission-set/part-parameter': rule<{ name: string; file: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'unknown parameter of a part',
    explanation:
      'The permission set gives a value that the part neither uses as `{{name}}` nor declares under `parameters`.',
    message: ({ name, file }) => `\`${file}\` has no parameter \`${name}\``,
    hint: ({ nearest }) =>
      didYouMean(nearest) ?? 'remove it, or use it in the part, and declare it where the part has `parameters`',
  }),
  'permission-set/part-value': rule<{ name: string; text: string; takesWildcards: boolean }>({
    severity: 'error',
    title: 'value that a part does not take',
    explanation:
      'A value is one word: letters, digits and `+ = . @ _ -`, at most 128 of them, with a letter or digit at both ends. So no value can make another action, or another kind of resource, of what the part says. A wildcard widens every statement that uses it: the part must say `"parameters": { "name": { "wildcard": true } }` to take one.',
    message: ({ name, text, takesWildcards }) =>
      `\`${text}\` cannot be the value of \`${name}\`${!takesWildcards && /[*?]/.test(text) ? ', which takes no wildcards' : ''}`,
    hint: ({ text, takesWildcards }) =>
      !takesWildcards && /^[\w+=.@*?-]+$/.test(text) && /[*?]/.test(text)
        ? 'name one, with a part for each; or declare in the part that the parameter takes wildcards'
        : 'write one word: letters, digits and `+ = . @ _ -`',
  }),
  'permission-set/part-placeholder': rule<{ text: string }>({
    severity: 'error',
    title: 'placeholder that is no whole word',
    explanation:
      '`{{name}}` stands for a whole word of a value: nothing but other characters than letters, digits and `_` may stand beside it, and it stands in no key. `s3:{{verb}}Object` would be another action for each value, and nobody could review the part by itself.',
    message: ({ text }) => `\`${text}\` is not a placeholder for a whole word`,
    hint: () => 'write it like `{{app}}-data`, in the texts of Action, Resource, Condition and Sid',
  }),
  'permission-set/part-versions': rule<object>({
    severity: 'error',
    title: 'parts in different versions of the policy language',
    explanation:
      'The parts of an inline policy become one policy, which has one `Version`. In `2008-10-17` policy variables are plain text, so that a part would mean something else in the other.',
    message: () => 'the parts have different `Version`s',
    hint: () => 'write `"Version": "2012-10-17"` in all of them',
  }),
  'permission-set/parts-without-end': rule<{ most: number }>({
    severity: 'error',
    title: 'too much to join',
    explanation:
      'The inline policies that are joined from parts may have 1,000,000 values together: texts, lists and mappings. That is five hundred policies of the largest size.',
    message: ({ most }) => `the inline policies that are joined from parts have more than ${most} values`,
    hint: () => 'use smaller parts, or a file without parameters where policies are the same',
  }),
} as const;
