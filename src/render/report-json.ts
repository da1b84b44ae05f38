// Who has what, as JSON: the contract of schemas/report.schema.json.
import { optional } from '../optional.ts';
import type { Report, ReportAssignment, ReportChange } from '../query/report.ts';
import { forJson } from './escape.ts';

export function reportJson({ permissionSets, assignments, uncertain, changes, ...report }: Report): string {
  const shown = {
    formatVersion: 1,
    ...report,
    permissionSets: permissionSets.map(({ accounts, allows, ...set }) => ({
      ...set,
      ...allows(),
      ...optional({ accounts: accounts?.map(({ id }) => id) }),
    })),
    assignments: assignments.map(referring),
    uncertain: uncertain.map(({ principal, permissionSet, ...row }) => ({
      principal,
      permissionSet: permissionSet.name,
      ...row,
    })),
    ...(changes === undefined ? {} : { changes: { ...changes, assignments: changes.assignments.map(referring) } }),
  };
  return `${forJson(JSON.stringify(shown, null, 2))}\n`;
}

/** Accounts, principals and permission sets are told once, and referred to by id and name. */
function referring<Row extends ReportAssignment | ReportChange>({ principal, account, permissionSet, ...row }: Row) {
  return {
    principal: { type: principal.type, id: principal.id, name: principal.name },
    account: account.id,
    permissionSet: permissionSet.name,
    ...row,
  };
}
