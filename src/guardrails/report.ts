// What there is to say about guardrails once policies can be read: the judgement, and what is wrong with the rules themselves.

import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { nearest } from '../diagnostics/suggest.ts';
import { type ActionIndex, expandActions } from '../policy/catalogue/index.ts';
import { serviceOf } from '../policy/patterns/index.ts';
import type { Located } from '../source/value.ts';
import { findingsOf, type ReportOptions } from './findings.ts';
import type { Guardrails } from './guardrail.ts';
import type { GuardrailInput } from './input.ts';
import { judge } from './judge.ts';

export function guardrailFindings(
  input: GuardrailInput,
  options: Omit<ReportOptions, 'guardrails' | 'meanings'>,
): readonly Diagnostic[] {
  const { guardrails, meanings } = input;
  return [
    ...actionFindings(guardrails, meanings.data.index),
    ...findingsOf(judge(input), { ...options, guardrails, meanings }),
  ];
}

/** Denied actions that match nothing AWS has. */
function actionFindings({ rules }: Guardrails, index: ActionIndex): readonly Diagnostic[] {
  const denied = rules.flatMap(({ demand }) => (demand.kind === 'deny' ? demand.actions : []));
  return denied
    .filter(({ value }) => expandActions(value, index).length === 0)
    .map((action) => unlisted(action, index));
}

function unlisted({ value: text, span }: Located<string>, index: ActionIndex): Diagnostic {
  const { date } = index.provenance;
  if (!ACTION.test(text)) {
    const near = index.service(text.toLowerCase()) === undefined ? [] : [`${text}:*`];
    return diagnose('guardrail/mistyped-action', { text, nearest: near, date }, { span });
  }
  const prefix = (serviceOf(text) ?? text).toLowerCase();
  const names = index.service(prefix)?.actionNames;
  const near =
    names === undefined ? nearest(prefix, index.services).map((service) => `${service}:…`) : nearest(text, names);
  const facts = { text, nearest: near, date };
  const code = near.length > 0 ? 'guardrail/mistyped-action' : 'guardrail/unlisted-action';
  return diagnose(code, facts, { span });
}

/** What no action can be, however new, is a mistake. */
const ACTION = /^[\w*?-]+:[\w*?-]+$/;
