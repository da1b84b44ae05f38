import path from 'node:path';
import { declare, offline } from '../../src/compile.ts';
import { load } from '../../src/load.ts';
import { reviewFindings } from '../../src/review/findings.ts';
import { reviewOf } from '../../src/review/review.ts';
import { formatFindings, goldenCases } from '../support/cases.ts';
import { instant } from '../support/instant.ts';

const NOW = instant('2026-11-27T00:00:00Z');

// `before/` and `after/` are two versions of one config folder. The files themselves have nothing wrong with them.
goldenCases('review', async ({ folder }) => {
  const [before, after] = await Promise.all(
    ['before', 'after'].map(async (version) => {
      const { value } = await load(path.join(folder, version), { displayRoot: path.join(folder, version) });
      return declare(value);
    }),
  );
  const versionOf = ({ value }: NonNullable<typeof before>) => ({
    declarations: value.declarations,
    inventory: offline(value, NOW).inventory,
  });
  const review = reviewOf(versionOf(before!), versionOf(after!), { asOf: NOW });
  return formatFindings([
    ...before!.diagnostics,
    ...after!.diagnostics,
    ...reviewFindings(review, (name) => name === 'Administrator'),
  ]);
});
