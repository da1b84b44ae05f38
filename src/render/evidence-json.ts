// What run logs prove, for programs: the contract of schemas/evidence.schema.json.
import type { Evidence } from '../apply/evidence.ts';
import { forJson } from './escape.ts';

export function evidenceJson({ accounts, unended }: Evidence): string {
  const shown = accounts.map(({ operations, ...account }) => ({
    ...account,
    operations: operations.map(({ event: _, ...operation }) => operation),
  }));
  return `${forJson(JSON.stringify({ formatVersion: 1, accounts: shown, unended }, null, 2))}\n`;
}
