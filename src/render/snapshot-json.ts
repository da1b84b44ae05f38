// A snapshot as JSON: the contract of schemas/snapshot.schema.json, for `access plan --live`.
import type { Snapshot } from '../snapshot/snapshot.ts';
import { forJson } from './escape.ts';

export function renderSnapshotJson(snapshot: Snapshot): string {
  return `${forJson(JSON.stringify(snapshot, null, 1))}\n`;
}
