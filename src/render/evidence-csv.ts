// What run logs prove, for a spreadsheet.
import { type Evidence, sessionsEnd } from '../apply/evidence.ts';
import { csvText } from './csv.ts';

const COLUMNS = [
  ...['account', 'account name', 'action', 'permission set', 'principal type', 'principal', 'principal name'],
  ...[
    'outcome',
    'time',
    'caller',
    'plan',
    'commit',
    'request ids',
    'last session ends',
    'old access of the account ends',
  ],
];

/** A row for each operation; one for each that has no outcome. */
export function evidenceCsv({ accounts }: Evidence): string {
  const rows = accounts.flatMap(({ account = '', accountName = '', operations, open, oldAccessEnds = '' }) => [
    ...operations.map((outcome) => {
      const { action, permissionSet, principal, status, at, caller, planId, commit = '', requestIds } = outcome;
      const isEnded = action === 'delete' && principal !== undefined && (status === 'done' || status === 'already');
      return [
        ...[
          account,
          accountName,
          action,
          permissionSet ?? '',
          principal?.type ?? '',
          principal?.id ?? '',
          principal?.name ?? '',
        ],
        ...[
          status,
          at,
          caller,
          planId,
          commit,
          requestIds.join(' '),
          isEnded ? sessionsEnd(outcome) : '',
          oldAccessEnds,
        ],
      ];
    }),
    ...open.map((address) => [
      account,
      accountName,
      address,
      '',
      '',
      '',
      '',
      'none',
      '',
      '',
      '',
      '',
      '',
      '',
      oldAccessEnds,
    ]),
  ]);
  return csvText([COLUMNS, ...rows]);
}
