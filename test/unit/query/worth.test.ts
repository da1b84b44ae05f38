// What an answer does not show is not worked out: of an administrator it is every action of every service.
import { expect, test } from 'vitest';
import type { Explanation } from '../../../src/query/explanation.ts';
import type { Report, ReportSet } from '../../../src/query/report.ts';
import type { Worth } from '../../../src/query/worth.ts';
import { explainedDocument } from '../../../src/render/access-explanation.ts';
import { reportDocument } from '../../../src/render/report.ts';
import { reportCsv } from '../../../src/render/report-csv.ts';
import { reportHtml } from '../../../src/render/report-html.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { writeTerminal } from '../../../src/render/terminal.ts';
import type { AccountId, Address } from '../../../src/state/state.ts';
import { AS_OF } from '../../support/planning.ts';

const asked = (): never => {
  throw new Error('nobody shows it');
};

test('an explanation of an administrator', () => {
  const worth: Worth = { administration: 'unrestricted', near: () => undefined, allows: asked, paths: asked };
  const explanation: Explanation = {
    subject: { kind: 'permission-set', permissionSet: 'Admin', name: 'Admin', id: 'Admin' },
    paths: [],
    sets: [{ permissionSet: 'Admin', worth }],
    asOf: AS_OF,
    isWhole: true,
    uncertain: [],
  };
  const document = explainedDocument({
    explanations: [explanation],
    applications: [],
    asOf: AS_OF,
    histories: new Map(),
  });
  expect(writeTerminal(document, { style: PLAIN, width: 100 })).toMatch(/administrator +yes\n/);
});

const set: ReportSet = { name: 'Admin', administrator: 'unrestricted', paths: [], allows: asked };
const principal = { type: 'group', id: 'pickers', name: 'Pickers' } as const;
const account = {
  ...{ id: '222222222222' as AccountId, name: 'apples', unit: '' },
  ...{ management: false, identityCenterAdmin: false, production: false },
};
const report: Report = {
  ...{ asOf: '2026-11-02T09:00:00.000Z' as Report['asOf'], toolVersion: '0.1.0', config: { dir: 'access' } },
  source: { kind: 'files' },
  accounts: [account],
  principals: [principal],
  permissionSets: [set],
  assignments: [{ address: 'a' as Address, principal, account, permissionSet: set, reasons: [], places: [] }],
  uncertain: [],
  unusedGrants: [],
  limits: [],
};

test.each([
  ['text', () => writeTerminal(reportDocument(report), { style: PLAIN, width: 100 })],
  ['csv', () => reportCsv(report)],
  ['html', () => reportHtml(report)],
])('a report as %s', (_, shown) => {
  expect(shown()).toContain('Admin');
});
