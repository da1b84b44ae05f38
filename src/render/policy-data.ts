// The data of the policy engine: what is in, where it came from, how old it is.
import type { SnapshotFacts } from '../policy/data-age.ts';
import { padTo } from './columns.ts';
import { forJson, forTerminal } from './escape.ts';
import type { Style } from './style.ts';
import { plural } from './summary.ts';

export function renderPolicyDataText(snapshots: readonly SnapshotFacts[], style: Style): string {
  const blocks = snapshots.map(({ name, contents, origin, version, date, licence, ageInDays }) => {
    const counts = contents.map(([noun, count]) => `${count.toLocaleString('en')} ${noun}`).join(', ');
    const rows = [
      ['holds', counts],
      ['as of', `${date}, ${plural(ageInDays, 'day')} old`],
      ['from', `${origin} ${version}`],
      ['licence', licence],
    ] as const;
    return [style.bold(name), ...rows.map(([label, text]) => `  ${padTo(label, 8)} ${forTerminal(text)}`)].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

export function renderPolicyDataJson(snapshots: readonly SnapshotFacts[]): string {
  const shown = snapshots.map(({ contents, ...facts }) => ({ ...facts, contents: Object.fromEntries(contents) }));
  return `${forJson(JSON.stringify({ formatVersion: 1, snapshots: shown }, null, 2))}\n`;
}
