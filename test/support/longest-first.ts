// In which order test files run: a worker that begins with whole commands at the end keeps everybody waiting. vitest knows how long files took only on a
// machine that has run them before.
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Beginnings of names. A process that a worker starts costs as much as the worker's memory is large: those that start many are first, while it is small. */
const FIRST = [
  ...['test/unit/git/', 'test/cli/supervise', 'test/cli/stopping', 'test/cli/built', 'test/page/'],
  ...['test/docs/ci-recipes', 'test/cli/hostile-checkout', 'test/sandbox/independent-clients'],
  // Then what takes long, the longest first.
  ...['test/cli/cases', 'test/cli/', 'test/contract/', 'test/properties/', 'test/golden/', 'test/policy/'],
];

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const known = await super.sort(files);
    const rank = ({ moduleId }: TestSpecification) => {
      const place = FIRST.findIndex((beginning) => moduleId.includes(`/${beginning}`));
      return place < 0 ? FIRST.length : place;
    };
    return known.sort((a, b) => rank(a) - rank(b));
  }
}
