// What was revoked, taken out of the files: a line, a name in a list, or where a grant keeps some of what it gives, a grant of what is left.
//
// A grant gives each of its groups each of its permission sets. What is left of that table is written as few grants as it takes: groups that keep the same sets
// stay together, in the place of the grant and with its comments.
//
// The edited text is read again, and what it grants is held against what it should: all that was granted but what was revoked, and nothing else. A file of
// which that cannot be said is left as it is.
import { declare } from '../compile.ts';
import type { GrantDeclaration } from '../config/declarations.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import { type Diagnostic, hasErrors } from '../diagnostics/diagnostic.ts';
import type { SourceFolder } from '../source/file.ts';
import { type ItemParts, type Kept, withParts } from '../source/remove.ts';
import type { Located } from '../source/value.ts';
import { groupBy } from '../state/group-by.ts';
import { nameOf, type Revocation } from './answers.ts';
import { cellsOf } from './items.ts';

export interface Revoked {
  readonly files: readonly { readonly configPath: string; readonly before: string; readonly after: string }[];
  /** The folder as it is then. */
  readonly folder: SourceFolder;
  /** What could not be taken out; each is an error. */
  readonly findings: readonly Diagnostic[];
}

/** `folder`: read without an error; `grants`: all of it. */
export function withoutRevoked(
  revocations: readonly Revocation[],
  folder: SourceFolder,
  grants: readonly GrantDeclaration[],
): Revoked {
  const byGrant = revokedByGrant(revocations);
  const byFile = groupBy(byGrant, ([grant]) => grant.span.file);
  const findings: Diagnostic[] = [];
  const documents = folder.documents.map((document) => {
    const here = byFile.get(document.path) ?? [];
    if (here.length === 0 || document.again === true) return document;
    const edits = here.map(([grant, all]) => partsOf(grant, all));
    const { text, leftAlone } = withParts(document.text, 'grants', edits);
    const unable = here.filter(([grant]) => leftAlone.includes(grant.span.start.offset));
    findings.push(...unable.flatMap(([grant, all]) => all.map((one) => byHand(one, grant))));
    return { ...document, text };
  });
  const after = { ...folder, documents };
  if (findings.length === 0 && !grantsWhatIsLeft(after, grants, revocations))
    return { files: [], folder, findings: revocations.map((one) => byHand(one, one.item.grants[0])) };
  return {
    files: documents.flatMap(({ configPath, text }, at) => changed(configPath, folder.documents[at]!.text, text)),
    folder: after,
    findings,
  };
}

const changed = (configPath: string, before: string, after: string) =>
  before === after ? [] : [{ configPath, before, after }];

function revokedByGrant(revocations: readonly Revocation[]): ReadonlyMap<GrantDeclaration, readonly Revocation[]> {
  const found = new Map<GrantDeclaration, Revocation[]>();
  for (const revocation of revocations)
    for (const grant of revocation.item.grants) found.set(grant, [...(found.get(grant) ?? []), revocation]);
  return found;
}

const byHand = ({ item, answer }: Revocation, grant: GrantDeclaration): Diagnostic =>
  diagnose('access-review/by-hand', nameOf(item), {
    span: answer.span,
    labels: [{ span: grant.span, message: 'granted here' }],
  });

function partsOf(grant: GrantDeclaration, revocations: readonly Revocation[]): ItemParts {
  const revoked = new Set(revocations.map(({ item }) => textOf(item.principal.key.value, item.permissionSet)));
  const names = grant.groups.slice(0, grant.groups.length - grant.users.length);
  const keys = [...new Set(grant.groups.map(({ value }) => value))];
  const setsOf = (key: string) =>
    grant.permissionSets.map(({ value }) => value).filter((set) => !revoked.has(textOf(key, set)));
  const alike = groupBy(
    keys.filter((key) => setsOf(key).length > 0),
    (key) => JSON.stringify(setsOf(key)),
  );
  const parts = [...alike.values()].map((together): Kept => {
    const sets = new Set(setsOf(together[0]!));
    const isKept = (name: Located<string>) => together.includes(name.value);
    return {
      ...(names.length === 0 ? {} : { groups: placesOf(names, isKept) }),
      ...(grant.users.length === 0 ? {} : { users: placesOf(grant.users, isKept) }),
      permissionSets: placesOf(grant.permissionSets, ({ value }) => sets.has(value)),
    };
  });
  return { offset: grant.span.start.offset, parts };
}

const textOf = (key: string, permissionSet: string): string => JSON.stringify([key, permissionSet]);

const placesOf = (all: readonly Located<string>[], isKept: (one: Located<string>) => boolean): ReadonlySet<number> =>
  new Set(all.flatMap((one, at) => (isKept(one) ? [at] : [])));

function grantsWhatIsLeft(
  folder: SourceFolder,
  before: readonly GrantDeclaration[],
  revocations: readonly Revocation[],
): boolean {
  const { value, diagnostics } = declare(folder);
  const revoked = revokedByGrant(revocations);
  const wanted = before.flatMap((grant) => {
    const gone = new Set(
      (revoked.get(grant) ?? []).map(({ item }) => textOf(item.principal.key.value, item.permissionSet)),
    );
    return cellTexts(grant, (key, set) => !gone.has(textOf(key, set)));
  });
  const found = value.declarations.grants.flatMap((grant) => cellTexts(grant, () => true));
  return !hasErrors(diagnostics) && JSON.stringify(found.sort()) === JSON.stringify(wanted.sort());
}

/** All that a grant says, for each of its principals and sets. */
function cellTexts(grant: GrantDeclaration, isLeft: (key: string, set: string) => boolean): readonly string[] {
  const { accounts, except, expires, reason } = grant;
  const rest = [accounts.map(({ text }) => text), except.map(({ text }) => text), expires?.value.text, reason];
  return cellsOf(grant)
    .filter(({ key, permissionSet }) => isLeft(key, permissionSet))
    .map(({ key, permissionSet }) => JSON.stringify([key, permissionSet, rest]));
}
