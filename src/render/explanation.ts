// The long form of a diagnostic code.
import type { Rule } from '../diagnostics/rule.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { type Document, paragraph } from './document.ts';
import { prose, say } from './phrase.ts';

export function explanationDocument(code: Code): Document {
  const { severity, title, explanation } = RULES[code] as unknown as Rule<never>;
  const paragraphs = explanation.split('\n\n').map((text) => paragraph(prose(text)));
  return [paragraph([...say(`${severity}[${code}]: `), ...prose(title)]), ...paragraphs];
}
