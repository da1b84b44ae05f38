// Guardrails over the files alone: what they would grant, before anything is compared with live. Pure.
import type { Declared, Offline } from './compile.ts';
import { diagnose } from './diagnostics/diagnose.ts';
import type { Diagnostic } from './diagnostics/diagnostic.ts';
import { withLevels } from './diagnostics/levels.ts';
import type { GuardrailInput } from './guardrails/input.ts';
import { isInScope } from './guardrails/judge.ts';
import { guardrailFindings } from './guardrails/report.ts';
import { type Holdings, isDefined } from './holdings/holdings.ts';
import { type DisplayNames, displayNamesOfFiles } from './holdings/names.ts';
import { reachFindings } from './judge-reach.ts';
import type { Meanings } from './meaning/meanings.ts';
import { holdingsOfFiles } from './resolve/file-holdings.ts';
import { accountId } from './state/state.ts';

export interface FileGuardrailInput {
  readonly meanings: Meanings;
  /** The files as they were, for rules on change. */
  readonly before?: Offline;
}

/** Undefined: the files have no guardrails, or not one that is sound. */
export function guardrailInputOf(files: Offline, { meanings, before }: FileGuardrailInput): GuardrailInput | undefined {
  const { guardrails, inventory, asOf } = files;
  if (guardrails.value === undefined) return undefined;
  const management = inventory.accounts.filter((account) => account.management).map(({ id }) => id);
  return {
    guardrails: guardrails.value,
    after: holdingsIn(files),
    ...(before === undefined ? {} : { before: holdingsIn(before) }),
    meanings,
    identityCenterAdminAccounts: new Set(management),
    asOf,
  };
}

function holdingsIn({ declared, grants }: Offline): Holdings {
  return holdingsOfFiles(grants.current, declared);
}

/** Accounts by alias, groups by key. */
export function displayNamesIn({ declarations: { accounts } }: Declared): DisplayNames {
  return displayNamesOfFiles(
    new Map([...accounts.values()].map(({ alias, id }) => [accountId(id.value), alias.value])),
  );
}

/** `allowed`: what a person allowed, by code. */
export function judgeFiles(
  files: Offline,
  { allowed, ...asked }: FileGuardrailInput & { readonly allowed: Readonly<Record<string, number>> },
): readonly Diagnostic[] {
  const input = guardrailInputOf(files, asked);
  if (input === undefined) return [];
  const { declared, inventory, asOf } = files;
  const found = guardrailFindings(input, {
    displayNames: displayNamesIn(declared),
    allowed,
    whole: inventory.complete,
    preliminary: true,
  });
  const { declarations, definitions } = declared;
  const reached = reachFindings(
    { declarations, inventory },
    { definitions, meanings: input.meanings, allowed, asOf, preliminary: true },
  );
  return [...withLevels([...found, ...externalNotJudged(input)], declarations.settings.diagnostics), ...reached];
}

/** Grants that rules are about, of sets whose definitions no file has. */
function externalNotJudged({ guardrails: { rules }, after, asOf }: GuardrailInput): readonly Diagnostic[] {
  const asked = after.all.filter(
    (holding) => !isDefined(holding) && rules.some((rule) => isInScope(rule, holding, asOf)),
  );
  const names = [...new Set(asked.map(({ permissionSet }) => permissionSet))].sort();
  return names.length === 0 ? [] : [diagnose('guardrail/external-not-judged', { names })];
}
