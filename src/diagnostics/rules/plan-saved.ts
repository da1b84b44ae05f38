// Findings about a plan that was approved and is to be applied: what has become of it since, and what its apply needs.
import { rule } from '../rule.ts';
import { listed } from '../wording.ts';
import type { Counted } from './plan.ts';

export const SAVED_PLAN_RULES = {
  'plan/stale': rule<{ differences: readonly string[] }>({
    severity: 'error',
    title: 'stale plan',
    explanation:
      'A saved plan, or an approved plan id, is applied only if a fresh plan says the same. Files, live or time have moved on since. Nothing was written. What was already done by an earlier, interrupted run of the same plan does not count as a difference.',
    message: ({ differences }) => `the plan is stale: ${listed(differences, 'difference')}`,
    hint: () => 'plan again, have it reviewed, and apply that one',
  }),
  'plan/expired-since': rule<Counted>({
    severity: 'error',
    title: 'a grant ended since the plan',
    explanation:
      'Between the plan and its apply a grant ended, so the plan would give or keep what the files no longer do. Nothing was written.',
    message: ({ names }) => `grants ended since the plan was made: ${listed(names, 'assignment')}`,
    hint: () => 'plan again, have it reviewed, and apply that one',
  }),
  'plan/not-in-file': rule<Counted>({
    severity: 'warning',
    title: 'not in the saved plan',
    explanation:
      'A fresh plan has changes that the saved plan does not. They are not applied: a plan file can only narrow what the files say.',
    message: ({ names }) => `not in the saved plan, and not applied: ${listed(names, 'change')}`,
    hint: () => 'plan again to have them reviewed',
  }),
  'plan/journal-unwritable': rule<{ path: string; reason: string }>({
    severity: 'error',
    title: 'journal not writable',
    explanation: 'Every operation is written to the run log before it is sent. Without a log nothing is sent.',
    message: ({ path, reason }) => `the run log \`${path}\` cannot be written: ${reason}`,
    hint: () => 'name another place with `--journal`, or correct the permissions',
  }),
  'plan/file-invalid': rule<{ path: string; problem: string }>({
    severity: 'error',
    title: 'not a saved plan',
    explanation:
      'The file is not a plan that this version wrote. A plan file is input like any other: it is checked, and only ever compared with a fresh plan.',
    message: ({ path, problem }) => `\`${path}\` is not a saved plan: ${problem}`,
    hint: () => 'make one with `access plan --out`',
  }),
  'plan/from-snapshot': rule<{ path: string; takenAt: string }>({
    severity: 'error',
    title: 'plan of a snapshot',
    explanation:
      'A plan that was made with `access plan --live snapshot.json` says what an apply would have done when the snapshot was taken, as far as whoever wrote the file tells the truth. It is for reading: what is applied is planned against live.',
    message: ({ path, takenAt }) => `\`${path}\` was made from a snapshot of ${takenAt}`,
    hint: () => 'make one with `access plan --out`, without `--live`',
  }),
  'plan/file-failed': rule<{ path: string }>({
    severity: 'error',
    title: 'no plan, but what stopped it',
    explanation:
      'When there is no plan, `access plan --out` saves the findings that stopped it in its place, so that no older plan is taken for it and `access comment` can tell them. Nothing of such a file can be applied.',
    message: ({ path }) => `\`${path}\` holds no plan, but what stopped it`,
    hint: () => 'correct what it names (`access comment --dry-run` prints it), then plan again',
  }),
} as const;
