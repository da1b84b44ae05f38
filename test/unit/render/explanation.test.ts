import { expect, test } from 'vitest';
import { RULES } from '../../../src/diagnostics/rules.ts';
import { explanationsDocument } from '../../../src/render/explanation.ts';
import { PLAIN } from '../../../src/render/style.ts';
import { writeTerminal } from '../../../src/render/terminal.ts';

const listed = (guardrails: Parameters<typeof explanationsDocument>[0]['guardrails']) =>
  writeTerminal(explanationsDocument({ guardrails, counts: [] }), { style: PLAIN, width: 100 });

test('the list has every code with its title', () => {
  const text = listed([]);
  for (const [code, { title }] of Object.entries(RULES)) expect(text).toMatch(new RegExp(`^  ${code} +${title}$`, 'm'));
  expect(text).not.toContain('guardrails of the files');
});

test('and the guardrails of the files', () => {
  expect(listed([{ id: 'no-iam', title: 'nobody writes IAM' }, { id: 'two' }])).toMatch(
    /\nguardrails of the files:\n {2}no-iam {2}nobody writes IAM\n {2}two\b/,
  );
});
