// A violation in a file or a control request, in words for the person who wrote it: the JSON path, and what is wished there.
import type { Violation } from './constraints.ts';

export const problem = ({ path, rule }: Violation): string => `${jsonPath(path)} ${wish(rule)}`;

const jsonPath = (path: Violation['path']): string =>
  path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${part}`))
    .join('')
    .replace(/^\./, '');

function wish(rule: Violation['rule']): string {
  switch (rule.kind) {
    case 'required':
      return 'is required';
    case 'unknown':
      return 'is not a member that is known';
    case 'type':
      return `must be ${rule.expected}`;
    case 'pattern':
      return `must match ${rule.pattern}`;
    case 'choice':
      return `must be one of ${rule.values.join(', ')}`;
    case 'at-least':
      return `must have a ${rule.of} of at least ${rule.bound}`;
    case 'at-most':
      return `must have a ${rule.of} of at most ${rule.bound}`;
    default:
      return rule satisfies never;
  }
}
