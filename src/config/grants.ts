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
  ['permissionSets', 'roles', 'applications'],
] as const;
/** What is granted account by account. */
const IN_ACCOUNTS = ['permissionSets', 'roles'] as const;

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
  'applications',
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
  checkAccounts(body, report, written);
  return {
    span: body.span,
    groups: [...names('groups'), ...users],
    users,
    permissionSets: [...names('permissionSets'), ...roles],
    roles,
    applications: names('applications'),
    accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
    except: decodeSelectors(entryOf(body, 'except'), { except: true, report }),
    ...optional({ expires, reason }),
  };
}

/** What is granted in accounts needs some, by the schema; and where nothing is, there is nothing to choose them for. */
function checkAccounts(body: MappingValue, report: Report, written: ReadonlySet<string>): void {
  if (IN_ACCOUNTS.some((key) => written.has(key)) || isMistyped(IN_ACCOUNTS, written)) return;
  const has = (key: string) => written.has(key) || isMistyped([key], written);
  if (!has('applications')) {
    if (!has('accounts'))
      report(diagnose('schema/required', { keys: ['accounts'], within: 'an item of `grants`' }, { span: body.span }));
    return;
  }
  const idle = entryOf(body, 'accounts') ?? entryOf(body, 'except');
  if (idle !== undefined) report(diagnose('grant/accounts-of-applications', { key: idle.key }, { span: idle.keySpan }));
}
