// The data of the policy engine, as JSON.
import { hasNewer, type SnapshotFacts } from '../policy/catalogue/index.ts';
import { forJson } from './escape.ts';

export function renderPolicyDataJson(snapshots: readonly SnapshotFacts[]): string {
  const shown = snapshots.map(({ contents, newest, ...facts }) => ({
    ...facts,
    contents: Object.fromEntries(contents),
    ...(newest === undefined ? {} : { newest, hasNewer: hasNewer({ ...facts, contents, newest }) }),
  }));
  return `${forJson(JSON.stringify({ formatVersion: 1, snapshots: shown }, null, 2))}\n`;
}
