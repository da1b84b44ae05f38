// Findings in files of the orchard, and the files.
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import type { Span } from '../../../src/source/span.ts';
import { finding } from '../../support/plans.ts';

const TEAMS = `# yaml-language-server: $schema=../../schemas/access.schema.json
groups:
  pickers: { displayName: AWS Orchard Pickers }
  pickers: { displayName: AWS Pickers }
grants:
  - groups: pikers
\t permissionSets: [Harvester]
  - groups: 果樹園の管理者
    permissionSets: [Harvester]
    reason: "\u001b[2J::error::gone"
`;

const WINDOWS = 'groups:\r\n  pickers: {}\r\n';

const MINIFIED = `{"Version":"2012-10-17","Statement":[${Array.from({ length: 60 }, (_, number) => `{"Sid":"s${number}"}`).join(',')}]}`;

export const SOURCES: ReadonlyMap<string, string> = new Map([
  ['access/teams.yaml', TEAMS],
  ['access/windows.yaml', WINDOWS],
  ['access/policies/long.json', MINIFIED],
]);

/** The span of the nth place where `text` stands. */
export function spanOf(file: string, text: string, nth = 0): Span {
  const source = SOURCES.get(file)!;
  let from = -1;
  for (let index = 0; index <= nth; index++) from = source.indexOf(text, from + 1);
  return { file, start: positionOf(source, from), end: positionOf(source, from + text.length) };
}

function positionOf(source: string, offset: number) {
  const before = source.slice(0, offset).split('\n');
  return { line: before.length, column: before.at(-1)!.length + 1, offset };
}

export const FINDINGS: readonly Diagnostic[] = [
  finding('name/unknown', 'error', {
    message: 'unknown group `pikers`',
    span: spanOf('access/teams.yaml', 'pikers'),
    hint: 'did you mean `pickers`?',
  }),
  finding('name/duplicate', 'error', {
    message: 'group `pickers` is declared twice',
    span: spanOf('access/teams.yaml', 'pickers', 1),
    labels: [{ span: spanOf('access/teams.yaml', 'pickers', 0), message: 'first declared here' }],
    hint: 'keep one of the declarations, or rename one',
  }),
  finding('yaml/tab', 'error', {
    message: 'a tab indents this line',
    span: spanOf('access/teams.yaml', 'permissionSets'),
  }),
  finding('name/confusable', 'warning', {
    message: 'group `果樹園の管理者` is written in another script',
    span: spanOf('access/teams.yaml', '管理者'),
  }),
  finding('yaml/control-character', 'warning', {
    message: 'a control character stands in `\u001b[2J::error::gone`',
    span: spanOf('access/teams.yaml', '"\u001b[2J::error::gone"'),
  }),
  finding('grant/no-accounts', 'error', {
    message: 'the grant names no accounts',
    span: spanOf('access/teams.yaml', 'groups: 果樹園の管理者\n    permissionSets: [Harvester]'),
  }),
  finding('group/unpinned', 'notice', {
    message: 'group `pickers` is not pinned',
    span: spanOf('access/windows.yaml', 'pickers: {}'),
  }),
  finding('policy/duplicate-sid', 'error', {
    message: 'two statements have the Sid `s40`',
    span: spanOf('access/policies/long.json', '"s40"'),
  }),
  finding('account/not-found', 'warning', {
    message: 'the file is not at hand',
    span: { ...spanOf('access/windows.yaml', 'groups'), file: 'access/elsewhere.yaml' },
    labels: [{ span: { ...spanOf('access/windows.yaml', 'groups'), file: 'access/elsewhere.yaml' }, message: 'here' }],
  }),
  finding('provider/credentials', 'error', {
    message: 'no credentials were found',
    hint: 'sign in with `aws sso login`',
  }),
];
