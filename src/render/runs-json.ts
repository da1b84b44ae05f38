// Run logs for programs, what each run did in one document: the contract of schemas/runs.schema.json.
import type { LoggedRun } from '../apply/run-log.ts';
import { optional } from '../optional.ts';
import { forJson } from './escape.ts';

export function runsJson(runs: readonly LoggedRun[]): string {
  const shown = runs.map(({ start: { at, event: _, ...start }, outcomes, open, end, file, line }) => ({
    startedAt: at,
    ...optional({ endedAt: end?.at, counts: end?.counts, interrupted: end?.interrupted }),
    ...start,
    file,
    line,
    operations: outcomes.map(
      ({ event: _event, planId: _plan, caller: _caller, commit: _commit, ...outcome }) => outcome,
    ),
    withoutOutcome: open,
  }));
  return `${forJson(JSON.stringify({ formatVersion: 1, runs: shown }, null, 2))}\n`;
}
