// Messages quote names in backticks; Markdown shows those as code.
import { forMarkdown, forMarkdownCode } from './escape.ts';

/**
 * Whatever the backticks enclose: a name that contains one only shifts where code begins, and each part is escaped for what
 * it becomes.
 */
export function proseToMarkdown(text: string): string {
  return text
    .split(/(`[^`]+`)/)
    .map((part, index) => (index % 2 === 1 ? forMarkdownCode(part.slice(1, -1)) : forMarkdown(part)))
    .join('');
}
