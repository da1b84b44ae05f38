// The section `grants`.
import { diagnose } from '../diagnostics/diagnose.ts';
import { optional } from '../optional.ts';
import { entryOf, type MappingValue } from '../source/value.ts';
import type { GrantDeclaration } from './declarations.ts';
import { decodeExpiry } from './expiry.ts';
import { filledList, type Report, textField, textsField } from './fields.ts';
import { decodeSelectors } from './selectors.ts';

export function decodeGrant(body: MappingValue, report: Report): GrantDeclaration {
  const names = (key: string) => filledList(textsField(body, key, report), entryOf(body, key), report);
  const accounts = entryOf(body, 'accounts');
  const expires = decodeExpiry(textField(body, 'expires', report), report);
  const reason = textField(body, 'reason', report)?.value;
  const users = names('users');
  if (entryOf(body, 'groups') === undefined && entryOf(body, 'users') === undefined)
    report(
      diagnose(
        'schema/required',
        { keys: ['groups', 'users'], within: 'an item of `grants`', either: true },
        { span: body.span },
      ),
    );
  return {
    span: body.span,
    groups: [...names('groups'), ...users],
    users,
    permissionSets: names('permissionSets'),
    accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
    except: decodeSelectors(entryOf(body, 'except'), { except: true, report }),
    ...optional({ expires, reason }),
  };
}
