// What can be said of declared accounts without live: each has one alias, and one of them at most is the management account.
import type { AccountDeclaration, Declarations } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { compareSpans } from '../source/span.ts';
import { groupBy } from '../state/group-by.ts';

export function accountFindings({ accounts }: Declarations): readonly Diagnostic[] {
  const declared = [...accounts.values()].sort((a, b) => compareSpans(a.alias.span, b.alias.span));
  return [...secondAliases(declared), ...secondManagement(declared)];
}

function secondAliases(declared: readonly AccountDeclaration[]): readonly Diagnostic[] {
  return [...groupBy(declared, ({ id }) => id.value).values()].flatMap(([first, ...others]) =>
    others.map(({ alias, id }) =>
      diagnose(
        'account/duplicate-id',
        { id: id.value, alias: alias.value, other: first!.alias.value },
        { span: id.span, labels: [{ span: first!.id.span, message: 'the same id here' }] },
      ),
    ),
  );
}

function secondManagement(declared: readonly AccountDeclaration[]): readonly Diagnostic[] {
  const [first, ...others] = declared.filter(({ management }) => management);
  return others.map(({ alias }) =>
    diagnose(
      'account/two-management',
      { alias: alias.value, other: first!.alias.value },
      { span: alias.span, labels: [{ span: first!.alias.span, message: 'the other one' }] },
    ),
  );
}
