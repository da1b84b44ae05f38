// Who has access, and why, as JSON: the contract of schemas/explanation.schema.json.
import type { NamedAccount, NamedPrincipal } from '../holdings/names.ts';
import { writeInstant } from '../instant.ts';
import { optional } from '../optional.ts';
import type { Agreement } from '../query/accesses.ts';
import type { ApplicationExplanation } from '../query/applications.ts';
import type {
  ExplainedGrant,
  Explanation,
  Introduced,
  Path,
  SetExplanation,
  UncertainGrant,
} from '../query/explanation.ts';
import type { Span } from '../source/span.ts';
import { targetOf } from '../state/state.ts';
import type { Explained } from './access-explanation.ts';
import { forJson } from './escape.ts';

export function renderExplainedJson({
  explanations,
  applications,
  histories,
  unknownHistory,
  filesNotAsked,
  commit,
  snapshot,
}: Explained): string {
  const value = {
    formatVersion: 1,
    ...optional({ commit, snapshot, unknownHistory, filesNotAsked }),
    explanations: explanations.map((each) => explanationJson(each, histories)),
    ...(applications.length === 0 ? {} : { applications: applications.map(applicationJson) }),
  };
  return `${forJson(JSON.stringify(value, null, 2))}\n`;
}

function explanationJson(
  { subject, paths, sets, asOf, isWhole, uncertain, memberships, people }: Explanation,
  histories: Explained['histories'],
) {
  const { kind, name, id, place } = subject;
  return {
    // A role is named where a permission set would be.
    subject: {
      kind: kind === 'permission-set' && targetOf(id) !== 'identity-center' ? 'role' : kind,
      name,
      id,
      ...placeJson(place),
    },
    asOf: writeInstant(asOf),
    paths: paths.map((path) => pathJson(path, histories)),
    permissionSets: sets.map(setJson),
    complete: isWhole && (memberships?.unread.length ?? 0) === 0,
    ...(memberships === undefined
      ? {}
      : {
          memberships: { groups: memberships.groups.map(principalJson), unread: memberships.unread.map(principalJson) },
        }),
    ...(people === undefined
      ? {}
      : { people: { known: people.known.map(principalJson), unread: people.unread.map(principalJson) } }),
    uncertainGrants: uncertain.map((grant) => grantJson(grant, histories)),
  };
}

function applicationJson({ key, declaration, live, uses }: ApplicationExplanation) {
  const { reference, external, assignmentRequired } = declaration;
  return {
    key,
    ...placeJson(declaration.key.span),
    [reference.by]: reference.value,
    external,
    ...optional({ assignmentRequired: assignmentRequired?.value, live }),
    uses: uses.map(({ principal, name, grants, isAssigned }) => ({
      principal: { ...principal, name },
      grants: grants.map(({ span, expires, reason }) => ({
        ...placeJson(span),
        ...optional({ expires: expires && writeInstant(expires.value.at), reason }),
      })),
      ...optional({ assigned: isAssigned }),
    })),
  };
}

function pathJson({ principal, permissionSet, accounts, grants, live }: Path, histories: Explained['histories']) {
  return {
    principal: principalJson(principal),
    permissionSet,
    accounts: accounts.map(accountJson),
    grants: grants.map((grant) => grantJson(grant, histories)),
    ...(live === undefined ? {} : { live: agreementJson(live) }),
  };
}

const accountJson = ({ id, name }: NamedAccount) => ({ id, ...optional({ name }) });

const principalJson = ({ type, id, name }: NamedPrincipal) => ({ type, ...optional({ id, name }) });

function grantJson({ place, ...grant }: ExplainedGrant | UncertainGrant, histories: Explained['histories']) {
  const history = histories.get(`${place.file}:${place.start.line}`);
  return {
    ...placeJson(place),
    ...grant,
    ...(history === undefined ? {} : { introduced: introducedJson(history.since) }),
    ...(history?.changed === undefined ? {} : { changed: introducedJson(history.changed) }),
  };
}

function introducedJson(by: Introduced) {
  if (by === 'uncommitted') return { committed: false };
  return { committed: true, ...by, at: writeInstant(by.at) };
}

function agreementJson(live: Agreement) {
  switch (live.kind) {
    case 'held':
      return { status: live.kind, code: live.reason.code, reason: live.reason.reason };
    case 'drifted':
      return { status: live.kind, fields: live.fields, ...optional({ stillCalled: live.stillCalled }) };
    case 'federated':
      return { status: live.kind, role: live.role };
    case 'ended':
      return { status: live.kind, grants: live.grants.map(({ span }) => placeJson(span)) };
    default:
      return { status: live.kind };
  }
}

function setJson({ permissionSet, place, worth, inAdminAccounts, asInLive, accounts }: SetExplanation) {
  return {
    permissionSet,
    ...placeJson(place),
    ...optional({ inAdminAccounts, asInLive, accounts: accounts?.map(accountJson) }),
    ...(worth === undefined
      ? { known: false }
      : {
          known: true,
          ...optional({
            administrator: worth.administration,
            nearAdministrator: worth.near(),
            permissionsBoundary: worth.boundary,
          }),
          allows: worth.allows(),
        }),
  };
}

const placeJson = (place: Span | undefined) =>
  place === undefined ? {} : { place: { file: place.file, line: place.start.line, column: place.start.column } };
