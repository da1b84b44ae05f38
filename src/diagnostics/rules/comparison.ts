// What `access compare --base` says of each policy of a folder: what it allows now that it did not, or the other way round.
import { rule } from '../rule.ts';
import { counted } from '../wording.ts';

export interface ComparisonFacts {
  /** Path of the file. */
  readonly name: string;
  /** The revision. */
  readonly ref: string;
  readonly actions: number;
  /** A request that shows it. */
  readonly request?: string | undefined;
  /** Escalation paths that open. */
  readonly paths: readonly string[];
}

const many = (actions: number): string => (actions === 0 ? 'access' : counted(actions, 'action'));

const MOST_PATHS = 3;

export const COMPARISON_RULES = {
  'comparison/broadens': rule<ComparisonFacts>({
    severity: 'warning',
    title: 'a policy allows more',
    explanation:
      'The policy allows something that it did not allow at the revision it is compared with, today or as soon as AWS adds actions, or denies something no longer. `access compare` with both versions shows all of it.',
    message: ({ name, ref, actions, paths }) =>
      `\`${name}\` allows more than at \`${ref}\`: ${many(actions)}${
        paths.length === 0
          ? ''
          : `, and opens ${paths
              .slice(0, MOST_PATHS)
              .map((path) => `\`${path}\``)
              .join(', ')}`
      }`,
    hint: ({ request }) =>
      request === undefined ? 'compare both versions for the details' : `it now allows ${request}`,
  }),
  'comparison/undetermined': rule<ComparisonFacts>({
    severity: 'warning',
    title: 'a policy that may allow more',
    explanation:
      'Whether the policy allows more than at the revision it is compared with could not be ruled out: it depends on a policy variable, on values of a condition key, or the policies are too intricate.',
    message: ({ name, ref }) => `\`${name}\` may allow more than at \`${ref}\` (could not be verified)`,
    hint: () => 'read both versions, and compare them for the reason',
  }),
  'comparison/narrows': rule<ComparisonFacts>({
    severity: 'notice',
    title: 'a policy allows less',
    explanation: 'The policy allows less than at the revision it is compared with, and nothing more.',
    message: ({ name, ref, actions }) => `\`${name}\` allows less than at \`${ref}\`: ${many(actions)}`,
    hint: ({ request }) =>
      request === undefined ? 'compare both versions for the details' : `it no longer allows ${request}`,
  }),
} as const;
