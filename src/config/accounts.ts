// The sections `accounts` and `accountSets`.
import { diagnose } from '../diagnostics/diagnose.ts';
import { optional } from '../optional.ts';
import { entryOf, type Located, type MappingValue } from '../source/value.ts';
import type { AccountDeclaration, AccountSetDeclaration } from './declarations.ts';
import { filledList, flagField, type Report, tagsOf, textField } from './fields.ts';
import { decodeSelectors, isSelectableName } from './selectors.ts';

export function decodeAccount(alias: Located<string>, body: MappingValue, report: Report): AccountDeclaration {
  checkName('account', alias, report);
  const id = textField(body, 'id', report);
  if (id !== undefined && !isAccountId(id.value))
    report(diagnose('schema/account-id', { text: id.value }, { span: id.span }));
  const unit = textField(body, 'ou', report);
  if (unit !== undefined && !isUnitPath(unit.value)) {
    report(diagnose('schema/organizational-unit', { text: unit.value }, { span: unit.span }));
  }
  return {
    alias,
    // INVARIANT: the schema requires an id; without one the declaration is rejected.
    id: id ?? { value: '', span: alias.span },
    ...optional({ organizationalUnit: unit }),
    tags: tagsOf(entryOf(body, 'tags')?.value, report),
    management: flagField(body, 'management'),
  };
}

export function decodeAccountSet(name: Located<string>, body: MappingValue, report: Report): AccountSetDeclaration {
  checkName('account set', name, report);
  const include = entryOf(body, 'include');
  return {
    name,
    include: filledList(decodeSelectors(include, { except: false, report }), include, report),
    except: decodeSelectors(entryOf(body, 'except'), { except: true, report }),
  };
}

function checkName(kind: string, { value: name, span }: Located<string>, report: Report): void {
  if (!isSelectableName(name)) report(diagnose('schema/selector-name', { kind, name }, { span }));
}

const isAccountId = (text: string): boolean => /^\d{12}$/.test(text);

/** AWS Organizations nests units five levels deep below the root, with names of 128 characters in which a `/` may stand. */
const MOST_PATH = { characters: 1_024, names: 32 };

function isUnitPath(text: string): boolean {
  if (text === '') return true;
  const names = text.slice(0, MOST_PATH.characters + 1).split('/');
  if (text.length > MOST_PATH.characters || names.length > MOST_PATH.names) return false;
  return !/[*?]|^ou:/.test(text) && names.every((name) => name.trim() !== '');
}
