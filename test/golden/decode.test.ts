import { formatFindings, goldenCases } from '../support/cases.ts';
import { declarationsOf, withoutSpans } from '../support/compile-cases.ts';

goldenCases('decode', async ({ input }) => {
  const { value, diagnostics } = await declarationsOf(input);
  return `${formatFindings(diagnostics)}\n${JSON.stringify(withoutSpans(value), saidOfApplications, 2)}\n`;
});

/** Few cases have any, and the others say nothing of them. */
function saidOfApplications(key: string, value: unknown): unknown {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return key === 'applications' && isEmpty ? undefined : value;
}
