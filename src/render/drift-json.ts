// Drift as JSON: the contract of schemas/drift.schema.json.

import type { Drift } from '../drift/drift.ts';
import { DRIFT_KINDS } from '../drift/item.ts';
import { optional } from '../optional.ts';
import { forJson } from './escape.ts';

export function renderDriftJson({ items, notices, names, ...drift }: Drift): string {
  const byKind = DRIFT_KINDS.flatMap((kind) => {
    const count = items.filter((item) => item.kind === kind).length;
    return count === 0 ? [] : [[kind, count] as const];
  });
  const shown = {
    formatVersion: 1,
    ...drift,
    isClean: items.length === 0,
    summary: { items: items.length, byKind: Object.fromEntries(byKind) },
    items,
    notices: notices.map(({ code, severity, message, hint }) => ({
      code,
      severity,
      message,
      ...optional({ hint }),
    })),
    names,
  };
  return `${forJson(JSON.stringify(shown, null, 2))}\n`;
}
