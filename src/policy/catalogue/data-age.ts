// What data the engine has, and how old it is on a day: AWS adds actions and rewrites its managed policies every week.

import { diagnose } from '../../diagnostics/diagnose.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { type Instant, parseInstant } from '../../instant.ts';
import type { Provenance } from './action-index.ts';
import type { PolicyData } from './snapshots.ts';

/** From then on, what AWS has added since is worth a word. */
const OLD_AFTER_DAYS = 180;

const DAY = 86_400_000;

export interface SnapshotFacts extends Provenance {
  readonly name: 'actions' | 'managed policies';
  /** Of what, how many. */
  readonly contents: readonly (readonly [noun: string, count: number])[];
  readonly ageInDays: number;
  /** The newest version of the package that it is made from; absent: nobody asked. */
  readonly newest?: string;
}

/** Whether there is a newer version than what is in. A registry that is behind has none. */
export function hasNewer({ version, newest }: SnapshotFacts): boolean {
  if (newest === undefined) return false;
  const [has, is] = [numbersOf(version), numbersOf(newest)];
  const place = is.findIndex((number, index) => number !== (has[index] ?? 0));
  return place >= 0 && is[place]! > (has[place] ?? 0);
}

/** `0.21.202609261`: both packages number their data, and release nothing in advance. */
const numbersOf = (version: string): readonly number[] => version.split(/[-+]/)[0]!.split('.').map(Number);

export function snapshotFacts({ index, managedPolicies }: PolicyData, asOf: Instant): readonly SnapshotFacts[] {
  const actions = index.services.reduce((sum, prefix) => sum + (index.service(prefix)?.actionNames.length ?? 0), 0);
  return [
    {
      name: 'actions',
      ...index.provenance,
      contents: [
        ['services', index.services.length],
        ['actions', actions],
      ],
      ageInDays: ageInDays(index.provenance, asOf),
    },
    {
      name: 'managed policies',
      ...managedPolicies.provenance,
      contents: [['policies', managedPolicies.paths.length]],
      ageInDays: ageInDays(managedPolicies.provenance, asOf),
    },
  ];
}

/** A notice for each part of the data that is old. `used`: the parts that an answer rests on. */
export function dataAgeFindings(used: Partial<PolicyData>, asOf: Instant): readonly Diagnostic[] {
  const parts = [
    { what: "AWS's actions", provenance: used.index?.provenance },
    { what: 'AWS managed policies', provenance: used.managedPolicies?.provenance },
  ];
  return parts.flatMap(({ what, provenance }) => {
    if (provenance === undefined) return [];
    const days = ageInDays(provenance, asOf);
    return days > OLD_AFTER_DAYS ? [diagnose('policy/data-old', { what, date: provenance.date, days })] : [];
  });
}

/** Whole days; none for a clock that is behind, or for what is no date. */
function ageInDays({ date }: Provenance, asOf: Instant): number {
  const made = parseInstant(date);
  return 'problem' in made ? 0 : Math.max(0, Math.floor((asOf - made.start) / DAY));
}
