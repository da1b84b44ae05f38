// The sections `groups` and `users`.
import { diagnose } from '../diagnostics/diagnose.ts';
import { optional } from '../optional.ts';
import { spanOver } from '../source/span.ts';
import { entryOf, type Located, type MappingValue } from '../source/value.ts';
import type { GroupDeclaration, GroupPin } from './declarations.ts';
import { filledField, flagField, type Report, textField } from './fields.ts';
import { isGuid } from './object-id.ts';

// GroupId of the Identity Store API.
const GROUP_ID = /^(?:[0-9a-f]{10}-)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;
/** What holds the name, and the id of the Identity Store. */
const FIELDS = {
  group: { name: 'displayName', store: 'groupId' },
  user: { name: 'userName', store: 'userId' },
} as const;

export function decodeGroup(
  kind: GroupDeclaration['kind'],
  key: Located<string>,
  body: MappingValue,
  report: Report,
): GroupDeclaration {
  const displayName = filledField(body, FIELDS[kind].name, report) ?? key;
  if (displayName === key && key.value.trim() === '') {
    report(diagnose('schema/empty-text', { field: `the name of a ${kind}` }, { span: key.span }));
  }
  const pin = decodePin(body, FIELDS[kind].store, report);
  return { kind, key, displayName, ...optional({ pin }) };
}

type StoreField = (typeof FIELDS)[GroupDeclaration['kind']]['store'];

function decodePin(body: MappingValue, store: StoreField, report: Report): GroupPin | undefined {
  const fields = ['objectId', 'externalId', store];
  const written = body.entries.filter(
    ({ key }) => fields.includes(key) || (key === 'unpinned' && flagField(body, key)),
  );
  // The id of the store may stand beside the id that the identity provider gave: both must fit.
  const external = written.some(({ key }) => key === 'objectId' || key === 'externalId');
  const [first, second] = external ? written.filter(({ key }) => key !== store) : written;
  if (first === undefined) return undefined;
  if (second !== undefined) {
    const labels = [{ span: first.keySpan, message: 'first pin here' }];
    report(diagnose('schema/two-pins', { first: first.key, second: second.key }, { span: second.keySpan, labels }));
  }
  const unpinned = entryOf(body, 'unpinned');
  if (first === unpinned) return { kind: 'unpinned', span: spanOver(unpinned.keySpan, unpinned.value.span) };
  const kind = first.key as 'objectId' | 'externalId' | StoreField;
  const id = decodeId(kind, body, report);
  if (kind === 'groupId' || kind === 'userId') return { kind: 'groupId', id };
  if (entryOf(body, store) === undefined) return { kind, id };
  return { kind, id, groupId: decodeId(store, body, report) };
}

function decodeId(kind: 'objectId' | 'externalId' | StoreField, body: MappingValue, report: Report): Located<string> {
  switch (kind) {
    case 'objectId': {
      const id = textField(body, kind, report)!;
      if (!isGuid(id.value)) report(diagnose('schema/object-id', { text: id.value }, { span: id.span }));
      // Entra prints GUIDs in lower case, and SCIM sends them so; the case carries no meaning.
      return { value: id.value.toLowerCase(), span: id.span };
    }
    case 'groupId':
    case 'userId': {
      const id = textField(body, kind, report)!;
      if (!GROUP_ID.test(id.value))
        report(diagnose('schema/group-id', { field: kind, text: id.value }, { span: id.span }));
      return id;
    }
    case 'externalId':
      return filledField(body, kind, report)!;
    default:
      return kind satisfies never;
  }
}
