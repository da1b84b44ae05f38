// `access lint POLICY…`: what is wrong with policies by themselves. Needs no config, no network, no credentials.

import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError, hasErrors } from '../diagnostics/diagnostic.ts';
import { type Code, RULES } from '../diagnostics/rules.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { counted } from '../diagnostics/wording.ts';
import { dataAgeFindings } from '../policy/catalogue/index.ts';
import { parseLocatedPolicy } from '../policy/language/index.ts';
import { lintPolicy } from '../policy/lint/index.ts';
import { loadActionIndex } from '../policy-data.ts';
import { parse } from '../source/parse.ts';
import type { Host } from './host.ts';
import type { Options } from './options.ts';
import { printFound } from './output.ts';
import { type PolicyDocument, policyDocuments } from './policy-document.ts';

export async function lint(host: Host, words: readonly string[], options: Options): Promise<number> {
  const ignored = ignoredCodes(options.ignore);
  const index = await loadActionIndex();
  const documents = (await policyDocuments(host, words)).map(written);
  const linted = documents.flatMap(({ parse: parsed, diagnostics }) => [
    ...diagnostics,
    ...(parsed === undefined ? [] : lintPolicy(parsed, { index })),
  ]);
  const found = [...linted, ...dataAgeFindings({ index }, host.now())];
  const shown = found.filter(({ code, severity }) => severity === 'error' || !ignored.has(code));
  const sources = new Map(documents.flatMap((document) => [...document.sources]));
  const about = { command: 'lint', subject: documents[0]!.name } as const;
  await printFound(
    host,
    { found: shown, sources },
    { format: options.format, about, checked: counted(documents.length, 'policy') },
  );
  return hasErrors(shown) ? 1 : 0;
}

/** The text of an AWS managed policy, as somebody would read it: findings then have lines to point at. */
function written({ managed, name, ...document }: PolicyDocument): Omit<PolicyDocument, 'managed'> {
  if (managed === undefined) return { name, ...document };
  const text = `${JSON.stringify(managed.document, null, 2)}\n`;
  const { value, diagnostics } = parse({ path: name, configPath: `${name}.json`, text });
  return {
    name,
    diagnostics,
    sources: new Map([[name, text]]),
    ...(value === undefined ? {} : { parse: parseLocatedPolicy(value) }),
  };
}

/** Errors stay: what IAM refuses is not a matter of taste. */
function ignoredCodes(codes: readonly string[] = []): ReadonlySet<string> {
  for (const code of codes) {
    if (Object.hasOwn(RULES, code)) {
      if (RULES[code as Code].severity !== 'error') continue;
      throw new AccessError(diagnose('policy/silence-refused', { code, why: 'error' }));
    }
    const facts = { code, nearest: nearest(code, Object.keys(RULES)) };
    throw new AccessError(diagnose('policy/silence-unknown-code', facts));
  }
  return new Set(codes);
}
