// The digest of a configuration: of what it says, not of how its files are written or split.
import type {
  AccountSetDeclaration,
  Declarations,
  GrantDeclaration,
  Selector,
  SelectorItem,
  Settings,
} from '../config/declarations.ts';
import { comparableDefinition } from '../definition/definition.ts';
import { memoizeByIdentity } from '../memoize.ts';
import { canonicalPolicy } from '../policy/language/index.ts';
import { plain } from '../source/value.ts';
import { canonicalJson, canonicalJsonWithout, digest } from '../state/digest.ts';
import type { PermissionSet, PermissionSetName, PolicyDocument } from '../state/state.ts';
import { renamesOf } from './state.ts';

const NOT_CONTENT: ReadonlySet<string> = new Set(['span', 'places', 'text']);

export function configDigest(
  declarations: Declarations,
  definitions: ReadonlyMap<PermissionSetName, PermissionSet>,
): string {
  const { settings, groups, accounts, accountSets, permissionSets, applications, grants } = declarations;
  return digest({
    settings: settingsContent(settings),
    groups: [...groups.values()].map(unlocated),
    accounts: [...accounts.values()].map(unlocated),
    accountSets: [...accountSets].map(([name, set]) => ({ name, ...selectorLists(set) })),
    permissionSets: [...definitions.values()].map(comparableDefinition),
    external: [...permissionSets.values()].filter(({ kind }) => kind === 'external').map(({ name }) => name.value),
    renames: renamesOf(declarations),
    ...(applications.size === 0 ? {} : { applications: [...applications.values()].map(unlocated) }),
    grants: asSet(grants.map(grantContent)),
  });
}

/** A ceiling is a policy, and counts by what it says. INVARIANT: what is no mapping is an error, and no digest is used. */
function settingsContent({ guardrails, ...settings }: Settings): unknown {
  if (guardrails === undefined) return unlocated(settings);
  const rules = [...guardrails.rules.values()].map(({ demand, ...rule }) => ({
    ...rule,
    demand:
      demand.kind === 'ceiling'
        ? { ...demand, policy: canonicalPolicy(plain(demand.policy) as PolicyDocument) }
        : demand,
  }));
  const waivers = asSet(guardrails.waivers.map(unlocated));
  return unlocated({ ...settings, guardrails: { sets: guardrails.sets, rules, waivers } });
}

function grantContent(grant: GrantDeclaration): unknown {
  const names = (located: GrantDeclaration['groups']) => located.map(({ value }) => value).sort();
  return {
    groups: names(grant.groups),
    permissionSets: names(grant.permissionSets),
    ...(grant.applications.length === 0 ? {} : { applications: names(grant.applications) }),
    ...selectorLists({ include: grant.accounts, except: grant.except }),
    expires: grant.expires?.value.at,
    reason: grant.reason,
  };
}

function selectorLists({ include, except }: Pick<AccountSetDeclaration, 'include' | 'except'>) {
  const content = (items: readonly SelectorItem[]) => items.map(itemContent).sort();
  return { include: content(include), except: content(except) };
}

/** Canonical JSON of it, without its place and spelling. */
function itemContent({ selector, mayBeEmpty, text: _, span: __, ...more }: SelectorItem): string {
  more satisfies Record<string, never>;
  return `{"mayBeEmpty":${mayBeEmpty},"selector":${selectorContent(selector)}}`;
}

const selectorContent = memoizeByIdentity((selector: Selector) => canonicalJsonWithout(NOT_CONTENT, selector));

/** Order does not matter in a selector list or among grants. */
function asSet(values: readonly unknown[]): readonly string[] {
  return values.map(canonicalJson).sort();
}

/** Without places, and without the spelling that a decoded value keeps for messages. */
function unlocated(value: unknown): unknown {
  if (value instanceof Map) return new Map([...value].map(([key, member]) => [key, unlocated(member)]));
  if (Array.isArray(value)) return value.map(unlocated);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([key]) => !NOT_CONTENT.has(key));
  return Object.fromEntries(members.map(([key, member]) => [key, unlocated(member)]));
}
