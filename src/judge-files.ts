// Guardrails over the files alone: what they would grant, before anything is compared with live. Pure.
import type { Declared, Offline } from './compile.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import type { Callings } from './guardrails/findings.ts';
import { type Holdings, holdingsOfFiles } from './guardrails/holding.ts';
import { type Inquiry, isInScope } from './guardrails/judge.ts';
import { guardrailFindings } from './guardrails/report.ts';
import type { Meanings } from './meaning/meanings.ts';
import { placesOf } from './resolve/grants.ts';

export interface FileInquiry {
  readonly meanings: Meanings;
  /** The files as they were, for rules on change. */
  readonly before?: Offline;
}

/** Undefined: the files have no guardrails, or not one that is sound. */
export function inquiryOf(files: Offline, { meanings, before }: FileInquiry): Inquiry | undefined {
  const { guardrails, inventory, asOf } = files;
  if (guardrails.value === undefined) return undefined;
  const management = inventory.accounts.filter((account) => account.management).map(({ id }) => id);
  return {
    guardrails: guardrails.value,
    after: holdingsIn(files),
    ...(before === undefined ? {} : { before: holdingsIn(before) }),
    meanings,
    controlAccounts: new Set(management),
    asOf,
  };
}

function holdingsIn({ declared, grants }: Offline): Holdings {
  const rows = grants.current.map((row) => ({ ...row, places: placesOf(row.grants) }));
  return holdingsOfFiles(rows, declared.definitions);
}

/** Accounts by alias, groups by key. */
export function callingsIn({ declarations: { accounts } }: Declared): Callings {
  const aliases = new Map([...accounts.values()].map(({ alias, id }) => [id.value, alias.value]));
  return { account: (id) => aliases.get(id) ?? id, principal: ({ id }) => id };
}

/** `allowed`: what a person allowed, by code. */
export function judgeFiles(
  files: Offline,
  { allowed, ...asked }: FileInquiry & { readonly allowed: Readonly<Record<string, number>> },
): readonly Diagnostic[] {
  const inquiry = inquiryOf(files, asked);
  if (inquiry === undefined) return [];
  const { declared, inventory } = files;
  const found = guardrailFindings(inquiry, {
    callings: callingsIn(declared),
    allowed,
    whole: inventory.complete,
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
