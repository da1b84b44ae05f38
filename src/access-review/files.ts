// The files of an access review: one for each group of people who may decide together.
import { compareText } from '../compare-text.ts';
import { groupBy } from '../state/group-by.ts';
import type { ReviewItem } from './items.ts';
import type { OwnersOf } from './reviewers.ts';

export interface ReviewFile {
  /** Unique without regard to case. */
  readonly name: string;
  /** Any of them may decide. None: nobody owns the lines. */
  readonly owners: readonly string[];
  readonly items: readonly ReviewItem[];
}

const WITHOUT_OWNER = 'without-owner';
const LONGEST_NAME = 100;

/** `pathOf`: of a file of a span, from the top of the repository. */
export function reviewFiles(
  items: readonly ReviewItem[],
  { ownersOf, pathOf }: { readonly ownersOf: OwnersOf; readonly pathOf: (file: string) => string },
): readonly ReviewFile[] {
  const byOwners = groupBy(items, ({ grants: [grant] }) =>
    JSON.stringify([...ownersOf(pathOf(grant.span.file))].sort(compareText)),
  );
  const taken = new Set<string>();
  return [...byOwners]
    .map(([owners, all]) => ({ owners: JSON.parse(owners) as readonly string[], items: all }))
    .sort((a, b) => compareText(a.owners.join(' '), b.owners.join(' ')))
    .map((file) => ({ name: freeName(slugOf(file.owners), taken), ...file }));
}

function slugOf(owners: readonly string[]): string {
  const slugs = owners
    .map((owner) =>
      owner
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-|-$/g, ''),
    )
    .filter((slug) => slug !== '');
  return slugs.length === 0 ? WITHOUT_OWNER : slugs.join('+').slice(0, LONGEST_NAME);
}

function freeName(slug: string, taken: Set<string>): string {
  let name = slug;
  for (let number = 2; taken.has(name); number++) name = `${slug}-${number}`;
  taken.add(name);
  return `${name}.csv`;
}
