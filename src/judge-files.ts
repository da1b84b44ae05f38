// Guardrails over the files alone: what they would grant, before anything is compared with live. Pure.
import type { Declared } from './compile.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import { diagnose } from './diagnostics/rules.ts';
import type { Callings } from './guardrails/findings.ts';
import { type Holdings, holdingsOfFiles } from './guardrails/holding.ts';
import { type Inquiry, isInScope } from './guardrails/judge.ts';
import { guardrailFindings } from './guardrails/report.ts';
import type { Meanings } from './meaning/meanings.ts';
import { grantsOfFiles, placesOf } from './resolve/grants.ts';
import { groupItself, resolveGuardrails } from './resolve/guardrails.ts';
import { inventoryOfFiles } from './resolve/inventory.ts';

export interface FileInquiry {
  /** Milliseconds since the epoch. */
  readonly asOf: number;
  readonly meanings: Meanings;
  /** The files as they were, for rules on change. */
  readonly before?: Declared;
}

/** Undefined: the files have no guardrails, or not one that is sound. */
export function inquiryOf(declared: Declared, { asOf, meanings, before }: FileInquiry): Inquiry | undefined {
  const { declarations } = declared;
  const inventory = inventoryOfFiles(declarations);
  const { value: guardrails } = resolveGuardrails(declarations, { inventory, principalsOf: groupItself });
  if (guardrails === undefined) return undefined;
  const management = inventory.accounts.filter((account) => account.management).map(({ id }) => id);
  return {
    guardrails,
    after: holdingsIn(declared, asOf),
    ...(before === undefined ? {} : { before: holdingsIn(before, asOf) }),
    meanings,
    controlAccounts: new Set(management),
    asOf,
  };
}

function holdingsIn({ declarations, definitions }: Declared, asOf: number): Holdings {
  const { current } = grantsOfFiles(declarations, asOf);
  const rows = current.map((row) => ({ ...row, places: placesOf(row.grants) }));
  return holdingsOfFiles(rows, definitions);
}

/** Accounts by alias, groups by key. */
export function callingsIn({ declarations: { accounts } }: Declared): Callings {
  const aliases = new Map([...accounts.values()].map(({ alias, id }) => [id.value, alias.value]));
  return { account: (id) => aliases.get(id) ?? id, principal: ({ id }) => id };
}

/** `allowed`: what a person allowed, by code. */
export function judgeFiles(
  declared: Declared,
  { allowed, ...asked }: FileInquiry & { readonly allowed: Readonly<Record<string, number>> },
): readonly Diagnostic[] {
  const inquiry = inquiryOf(declared, asked);
  if (inquiry === undefined) return [];
  const { complete } = inventoryOfFiles(declared.declarations);
  const found = guardrailFindings(inquiry, {
    callings: callingsIn(declared),
    allowed,
    whole: complete,
    preliminary: true,
  });
  return withLevels([...found, ...externalNotJudged(inquiry)], declared.declarations.settings.diagnostics);
}

/** Grants that rules are about, of sets whose definitions no file has. */
function externalNotJudged({ guardrails: { rules }, after }: Inquiry): readonly Diagnostic[] {
  const asked = after.undefined.filter((row) => rules.some((rule) => isInScope(rule, row)));
  const names = [...new Set(asked.map(({ permissionSet }) => permissionSet))].sort();
  return names.length === 0 ? [] : [diagnose('guardrail/external-not-judged', { names })];
}
