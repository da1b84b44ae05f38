// docs/diagnostics.md is made from the rules: `npx vitest run test/docs --update` rewrites it, everything else only compares.
import { describe, expect, it } from 'vitest';
import type { Rule } from '../../src/diagnostics/rule.ts';
import { RULES } from '../../src/diagnostics/rules.ts';

const rules = Object.entries(RULES).map(([code, rule]) => ({ code, ...(rule as unknown as Rule<never>) }));
const namespaces = [...new Set(rules.map(({ code }) => code.split('/')[0]!))];

function catalogue(): string {
  const sections = namespaces.map((namespace) => {
    const own = rules.filter(({ code }) => code.startsWith(`${namespace}/`));
    return `## ${namespace}\n\n${own.map(({ code, severity, title, explanation }) => `### ${code}\n\n*${severity}: ${title}*\n\n${explanation}\n`).join('\n')}`;
  });
  return `# Diagnostics

Every code that \`access\` can report, made from its rules. \`access explain <code>\` prints one of them.

An **error** stops: nothing is planned from files with errors, and nothing is applied from a plan with errors. A **warning** does not stop; a
**notice** is something to know. Warnings and notices can be raised or silenced in \`access.yaml\`, under \`diagnostics\`; errors cannot be lowered.

| code | severity | what |
|---|---|---|
${rules.map(({ code, severity, title }) => `| [${code}](#${code.replace('/', '')}) | ${severity} | ${title} |`).join('\n')}

${sections.join('\n')}`;
}

describe('docs/diagnostics.md', () => {
  it('is what the rules say', async () => {
    await expect(catalogue()).toMatchFileSnapshot('../../docs/diagnostics.md');
  });
});
