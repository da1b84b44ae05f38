// The long form of a diagnostic code.
import type { Rule } from '../diagnostics/rule.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { counted } from '../diagnostics/wording.ts';
import { type Block, type Document, paragraph } from './document.ts';
import { prose, say } from './phrase.ts';

/** What there is to explain beside the codes. */
export interface Explanations {
  /** What the files have, by kind. */
  readonly counts: readonly { readonly kind: string; readonly count: number; readonly example: string }[];
  readonly guardrails: readonly { readonly id: string; readonly title?: string }[];
}

/** Every code by its namespace, with its few words, and the guardrails of the files. */
export function explanationsDocument({ guardrails, counts }: Explanations): Document {
  const codes = (Object.keys(RULES) as Code[]).sort();
  const namespaces = [...new Set(codes.map(namespaceOf))];
  const listed = namespaces.map((namespace): Block => {
    const rows = codes.filter((code) => namespaceOf(code) === namespace);
    return facts(
      namespace,
      rows.map((code) => [code, RULES[code].title]),
    );
  });
  const own = facts(
    'guardrails of the files',
    guardrails.map(({ id, title = '' }) => [id, title]),
  );
  return [
    ...listed,
    ...(guardrails.length === 0 ? [] : [own]),
    ...(counts.length === 0
      ? []
      : [
          facts(
            'who has access in these files',
            counts.map(({ kind, count, example }) => [counted(count, kind), `\`access explain ${example}\``] as const),
          ),
        ]),
    paragraph(prose('`access explain <code>` explains one of the codes.')),
  ];
}

const namespaceOf = (code: Code): string => code.slice(0, code.indexOf('/'));

function facts(title: string, rows: readonly (readonly [string, string])[]): Block {
  return {
    kind: 'facts',
    title: say(title),
    rows: rows.map(([name, words]) => ({ label: say(name), values: [prose(words)] })),
  };
}

export function explanationDocument(code: Code): Document {
  const { severity, title, explanation } = RULES[code] as unknown as Rule<never>;
  const paragraphs = explanation.split('\n\n').map((text) => paragraph(prose(text)));
  return [paragraph([...say(`${severity}[${code}]: `), ...prose(title)]), ...paragraphs];
}
