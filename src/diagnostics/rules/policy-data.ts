// Findings about the data that the meaning of policies rests on.
import { rule } from '../rule.ts';
import { counted, listed } from '../wording.ts';

interface ActionCount {
  readonly actionCount: number;
  /** Patterns whose unlisted actions are concerned too. */
  readonly unlisted: readonly string[];
}

export interface ChangedByAws {
  readonly policy: string;
  /** Version of the snapshot; absent when it does not have the policy. */
  readonly before?: string;
  readonly after: string;
  readonly adds: ActionCount;
  readonly removes: ActionCount;
  /** False: there may be more than was counted. */
  readonly exact: boolean;
}

export const POLICY_DATA_RULES = {
  'policy/data-old': rule<{ what: string; date: string; days: number }>({
    severity: 'notice',
    title: 'old policy data',
    explanation:
      'What policies mean is told from the actions that AWS had, and the text that its managed policies had, on the day of the data. AWS adds actions and rewrites managed policies every week. After half a year, the difference is worth a word: new actions are counted as unlisted, and a managed policy may allow more than is said here.\n\nA new version of the program brings newer data. `access data` shows what is in, and `access plan --live-policies` reads newer versions of the managed policies in use from AWS.',
    message: ({ what, date, days }) => `the data on ${what} is of ${date}, ${days} days old`,
    hint: () => 'install a newer version of access',
  }),
  'policy/data-not-compared': rule<{ package: string; problem: string }>({
    severity: 'error',
    title: 'newest data not known',
    explanation:
      '`access data --check` asks npm for the newest versions of the packages that the data is made from. npm is asked because it knows the registry, the proxy and the credentials of this machine. Without an answer nothing is said about newer data; what is in works as before.',
    message: ({ package: name, problem }) => `the newest version of \`${name}\` is not known: ${problem}`,
    hint: () => 'check the network and the registry of npm (`npm ping`); the data that is in needs neither',
  }),
  'policy/changed-by-aws': rule<ChangedByAws>({
    severity: 'notice',
    title: 'AWS changed a managed policy',
    explanation:
      'AWS writes new versions of its managed policies, and whoever has one attached gets the new text at once: no file changes, and nothing is provisioned. The default version that AWS has now is not the one in the data of this program. Its text was read, and the plan speaks of that.\n\nThe numbers count actions that are allowed on more, or under fewer conditions, than before, and the other way round.',
    message: ({ policy, before, after, adds, removes, exact }) => {
      const versions = before === undefined ? `${after}, not in the data` : `${before} → ${after} since the data`;
      const more = [
        ...countText('adds', adds),
        ...countText('removes', removes),
        ...(exact ? [] : ['more could not be ruled out']),
      ];
      return `AWS managed policy \`${policy}\` is ${versions}: ${more.length === 0 ? 'access unchanged' : more.join(', ')}`;
    },
  }),
  'policy/versions-unread': rule<{ names: readonly string[]; why: 'denied' | 'missing' | 'unable' }>({
    severity: 'notice',
    title: 'versions of AWS managed policies not read',
    explanation:
      'With `--live-policies` the versions that AWS has now are compared with the data of this program. For these policies that was not possible; the plan speaks of the text in the data. The caller needs `iam:GetPolicy` and `iam:GetPolicyVersion`.',
    message: ({ names, why }) => `${UNREAD[why]}: ${listed(names, 'AWS managed policy')}`,
    hint: ({ why }) => (why === 'denied' ? 'allow `iam:GetPolicy` and `iam:GetPolicyVersion`' : undefined),
  }),
} as const;

const UNREAD = {
  denied: 'the caller may not read versions',
  missing: 'AWS does not give the text',
  unable: 'versions cannot be read from here',
};

function countText(verb: string, { actionCount, unlisted }: ActionCount): readonly string[] {
  const parts = [
    ...(actionCount === 0 ? [] : [counted(actionCount, 'action')]),
    ...(unlisted.length === 0 ? [] : [`unlisted actions of ${listed(unlisted, 'pattern')}`]),
  ];
  return parts.length === 0 ? [] : [`${verb} ${parts.join(' and ')}`];
}
