// `access explain attribute:KEY`: an attribute for access control, and the permission sets whose policies test it.
import { diagnose } from '../diagnostics/diagnose.ts';
import { AccessError } from '../diagnostics/diagnostic.ts';
import { meaningsOf } from '../meaning/meanings.ts';
import { optional } from '../optional.ts';
import { loadPolicyData } from '../policy-data.ts';
import { type AttributeExplanation, attributesNamed, attributesNear } from '../query/attributes.ts';
import type { Questioned } from './explain-access.ts';
import type { Host } from './host.ts';
import { printResult } from './output.ts';

/** `keys`: or globs of them. */
export async function explainAttributes(host: Host, keys: readonly string[], known: Questioned): Promise<void> {
  const { accesses, asked, declarations, live } = known;
  const meanings = meaningsOf(await loadPolicyData());
  const { definitions } = asked.config.value;
  const inputs = { accesses, declarations, definitions, meanings, ...optional({ live: live?.state }) };
  const found = new Map<string, AttributeExplanation>();
  for (const key of keys) {
    const explanations = attributesNamed(key, inputs);
    if (explanations.length === 0) {
      const nearest = attributesNear(key, inputs).map((each) => `attribute:${each}`);
      throw new AccessError(diagnose('cli/unknown-code', { code: `attribute:${key}`, nearest }));
    }
    for (const each of explanations) found.set(each.key, each);
  }
  await printResult(host, { kind: 'attributes', value: [...found.values()] });
}
