// In which order test files run: a worker that begins with whole commands and processes at the end keeps everybody waiting. vitest knows how long
// files took only on a machine that has run them before.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Beginnings of names, those of the longest files first. */
const LONGEST = [
  ...[
    'test/cli/cases',
    'test/docs/ci-recipes',
    'test/cli/',
    'test/sandbox/independent-clients',
    'test/unit/git/hostile',
  ],
  ...['test/contract/', 'test/properties/', 'test/golden/', 'test/policy/'],
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = LONGEST.findIndex((beginning) => moduleId.includes(`/${beginning}`));
      return place < 0 ? LONGEST.length : place;
    };
    return known.sort((a, b) => rank(a) - rank(b));
  }
}
