import { formatFindings, goldenCases } from '../support/cases.ts';
import { declarationsOf, withoutSpans } from '../support/compile-cases.ts';

goldenCases('decode', async ({ input }) => {
  const { value, diagnostics } = await declarationsOf(input);
  return `${formatFindings(diagnostics)}\n${JSON.stringify(withoutSpans(value), null, 2)}\n`;
});
