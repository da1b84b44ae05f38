// Findings about `silence` on a permission set: findings that people accept in place, each with a reason.
import { rule } from '../rule.ts';
import { didYouMean } from '../suggest.ts';

export const POLICY_SILENCE_RULES = {
  'policy/silence-unknown-code': rule<{ code: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'silence for a code that does not exist',
    explanation: '`code` is the code of a finding, as it stands in brackets: `policy/service-wildcard`.',
    message: ({ code }) => `unknown finding code \`${code}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'docs/diagnostics.md lists all codes',
  }),
  'policy/silence-refused': rule<{ code: string; why: 'error' | 'raised' | 'other' }>({
    severity: 'error',
    title: 'silence for what cannot be silenced',
    explanation:
      'On a permission set, warnings and notices about it and its policies can be silenced. Errors cannot, nor what `diagnostics` in access.yaml raises to an error: a file of a team cannot loosen the settings.',
    message: ({ code, why }) =>
      ({
        error: `\`${code}\` is an error and cannot be silenced`,
        raised: `\`${code}\` is an error by the settings and cannot be silenced here`,
        other: `\`${code}\` is not about a permission set and cannot be silenced on one`,
      })[why],
    hint: ({ why }) =>
      why === 'other'
        ? 'set its level under `diagnostics` in access.yaml'
        : 'correct what it is about, and remove this',
  }),
  'policy/silence-statement': rule<{ sid: string; nearest: readonly string[] }>({
    severity: 'error',
    title: 'silence for a statement that does not exist',
    explanation: '`statement` is the Sid of a statement in the inline policy of the same permission set.',
    message: ({ sid }) => `the inline policy has no statement \`${sid}\``,
    hint: ({ nearest }) => didYouMean(nearest) ?? 'give the statement that Sid, or leave `statement` out',
  }),
  'policy/unused-silence': rule<{ code: string; permissionSet: string }>({
    severity: 'warning',
    title: 'silence that silences nothing',
    explanation:
      'What was silenced is not found any more. Left in place, the silence would hide the next mistake of its kind.',
    message: ({ code, permissionSet }) => `unused silence of \`${code}\` on \`${permissionSet}\``,
    hint: () => 'remove the item',
  }),
} as const;
