// The section `applications`: applications of the Identity Center, which exist already, and whether anybody may use them unassigned. Patterns of AWS are
// checked in resolve/.
import { diagnose } from '../diagnostics/diagnose.ts';
import { optional } from '../optional.ts';
import { type Entry, entryOf, type Located, type MappingValue } from '../source/value.ts';
import type { ApplicationDeclaration } from './declarations.ts';
import { filledField, flagField, type Report, textField } from './fields.ts';

export function decodeApplication(key: Located<string>, body: MappingValue, report: Report): ApplicationDeclaration {
  const [name, arn] = [filledField(body, 'name', report), textField(body, 'arn', report)];
  const required = entryOf(body, 'assignmentRequired');
  const external = flagField(body, 'external');
  if (name !== undefined && arn !== undefined)
    report(diagnose('application/name-and-arn', {}, { span: entryOf(body, 'name')!.keySpan }));
  if (external && required !== undefined)
    report(diagnose('application/external-with-setting', {}, { span: required.keySpan }));
  return {
    key,
    reference: arn === undefined ? { ...(name ?? key), by: 'name' } : { ...arn, by: 'arn' },
    external,
    ...optional({ assignmentRequired: required && requirementOf(required) }),
  };
}

/** INVARIANT: by the schema it is true or false. */
function requirementOf({ value, keySpan }: Entry): ApplicationDeclaration['assignmentRequired'] {
  return { value: value.kind === 'scalar' && value.value === true, span: keySpan };
}
