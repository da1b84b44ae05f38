// The section `grants`.
import { diagnose } from '../diagnostics/rules.ts';
import { entryOf, type Located, type MappingValue } from '../source/value.ts';
import type { Expiry, GrantDeclaration } from './declarations.ts';
import { parseExpiry } from './expiry.ts';
import { filledList, type Report, textField, textsField } from './fields.ts';
import { decodeSelectors } from './selectors.ts';

export function decodeGrant(body: MappingValue, report: Report): GrantDeclaration {
  const names = (key: string) => filledList(textsField(body, key, report), entryOf(body, key), report);
  const accounts = entryOf(body, 'accounts');
  const expires = decodeExpiry(textField(body, 'expires', report), report);
  const reason = textField(body, 'reason', report)?.value;
  return {
    span: body.span,
    groups: names('groups'),
    permissionSets: names('permissionSets'),
    accounts: filledList(decodeSelectors(accounts, { except: false, report }), accounts, report),
    except: decodeSelectors(entryOf(body, 'except'), { except: true, report }),
    ...(expires === undefined ? {} : { expires }),
    ...(reason === undefined ? {} : { reason }),
  };
}

function decodeExpiry(written: Located<string> | undefined, report: Report): Located<Expiry> | undefined {
  if (written === undefined) return undefined;
  const { value: text, span } = written;
  const expiry = parseExpiry(text);
  if (!('problem' in expiry)) return { value: expiry, span };
  report(diagnose('schema/expiry', { text, reason: expiry.problem }, { span }));
  return undefined;
}
