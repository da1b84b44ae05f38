// `roles` of a grant: IAM roles that exist already, by name and path.
import { diagnose } from '../diagnostics/diagnose.ts';
import { entryOf, type Located, type MappingValue, type Value } from '../source/value.ts';
import { filledList, itemsOf, mappingOf, type Report, textField } from './fields.ts';

const NAME = /^[\w+=,.@-]{1,64}$/;
// RoleArn of the account access API, which takes fewer characters than IAM's own paths.
const PATH = /^(?:(?:\/[A-Za-z0-9.,+@=_-]+)*)\/$/;
const LONGEST_PATH = 512;

/** Paths under which only services of AWS make roles, which let in nobody else. */
const OF_AWS = ['/aws-reserved/', '/aws-service-role/'];

/** As what comes after the account in the ARN of each: `role/ops/legacy-admin`. Those with a mistake are left out. */
export function decodeRoles(body: MappingValue, report: Report): readonly Located<string>[] {
  const written = entryOf(body, 'roles');
  return filledList(itemsOf(written?.value), written, report).flatMap((item) => roleOf(item, report));
}

function roleOf(item: Value, report: Report): readonly Located<string>[] {
  const body = mappingOf(item);
  const name = textField(body, 'name', report);
  const path = textField(body, 'path', report);
  if (name === undefined) return [];
  const [nameText, pathText] = [name.value, path?.value ?? '/'];
  const isWrong = (field: 'name' | 'path') => {
    const { value: text, span } = (field === 'name' ? name : path)!;
    report(diagnose('grant/role-form', { field, text }, { span }));
    return [];
  };
  if (!NAME.test(nameText)) return isWrong('name');
  if (!PATH.test(pathText) || pathText.length > LONGEST_PATH) return isWrong('path');
  if (OF_AWS.some((reserved) => pathText.startsWith(reserved)) || nameText.startsWith('AWSReservedSSO_')) {
    report(diagnose('grant/reserved-role', { role: `${pathText}${nameText}` }, { span: item.span }));
    return [];
  }
  return [{ value: `role${pathText}${nameText}`, span: item.span }];
}
