// The section `grants`.
import { diagnose } from '../diagnostics/diagnose.ts';
import { suggester } from '../diagnostics/suggest.ts';
import { optional } from '../optional.ts';
import { entryOf, type MappingValue } from '../source/value.ts';
import type { GrantDeclaration } from './declarations.ts';
import { decodeExpiry } from './expiry.ts';
import { filledList, type Report, textField, textsField } from './fields.ts';
import { decodeRoles } from './role-references.ts';
import { decodeSelectors } from './selectors.ts';

/** One of each. */
const NEEDED = [
  ['groups', 'users'],
  ['permissionSets', 'roles'],
] as const;

/** A key that is unknown and looks like one of these is a finding of its own. */
function isMistyped(keys: readonly string[], written: ReadonlySet<string>): boolean {
  const suggest = suggester();
  return [...written].some((key) => !FIELDS.includes(key) && suggest(key, FIELDS).some((near) => keys.includes(near)));
}

const FIELDS: readonly string[] = [
  'groups',
  'users',
  'permissionSets',
  'roles',
  'accounts',
  'except',
  'expires',
  'reason',
];

/** `written`: the keys that are there, those of the wrong shape included. */
export function decodeGrant(body: MappingValue, report: Report, written: ReadonlySet<string>): GrantDeclaration {
  const names = (key: string) => filledList(textsField(body, key, report), entryOf(body, key), report);
  const accounts = entryOf(body, 'accounts');
  const expires = decodeExpiry(textField(body, 'expires', report), report);
  const reason = textField(body, 'reason', report)?.value;
  const users = names('users');
  const roles = decodeRoles(body, report);
  for (const keys of NEEDED) {
    if (keys.some((key) => written.has(key)) || isMistyped(keys, written)) continue;
    report(diagnose('schema/required', { keys, within: 'an item of `grants`', either: true }, { span: body.span }));
  }
  return {
    span: body.span,
    groups: [...names('groups'), ...users],
    users,
    permissionSets: [...names('permissionSets'), ...roles],
    roles,
    accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
    except: decodeSelectors(entryOf(body, 'except'), { except: true, report }),
    ...optional({ expires, reason }),
  };
}
