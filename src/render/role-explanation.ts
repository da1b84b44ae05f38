// A role of Identity Center: its permission set, and who has it by the files.
import type { DisplayNames, NamedAccount } from '../holdings/names.ts';
import type { Origin } from '../state/desired.ts';
import type { ReservedRole } from '../state/reserved-role.ts';
import type { AccountId } from '../state/state.ts';
import { accountPhrase } from './accounts.ts';
import { type Document, heading, list, paragraph } from './document.ts';
import { listed, type Phrase, phrase, placed, prose, say } from './phrase.ts';
import { placesOf } from './places.ts';

export interface RoleExplanation {
  readonly role: ReservedRole;
  /** Absent: the files do not declare the permission set. */
  readonly declared?: { readonly kind: 'managed' | 'external'; readonly origin: Origin };
  /** The permission set that replaces it. */
  readonly renamedTo?: { readonly name: string; readonly origin: Origin };
  /** All that name it. `isInAccount`: as far as the files know, it is granted in the account of the role. */
  readonly grants: readonly {
    readonly groups: readonly string[];
    readonly accounts: readonly string[];
    readonly isInAccount: boolean;
    readonly origin: Origin;
  }[];
  readonly displayNames: DisplayNames;
}

export function roleDocument({ role, declared, renamedTo, grants, displayNames }: RoleExplanation): Document {
  const { name, permissionSet, account, session } = role;
  const rows: readonly (readonly [string, Phrase])[] = [
    ['role', phrase`${name}`],
    ['permission set', phrase`${permissionSet}`],
    ...(account === undefined ? [] : [['account', accountPhrase(namedByFiles(account, displayNames))] as const]),
    ...(session === undefined ? [] : [['session of', phrase`${session}`] as const]),
    ['declared', declared === undefined ? say('not in these files') : declaredPhrase(declared)],
    ...(renamedTo === undefined
      ? []
      : [['renamed to', phrase`${renamedTo.name} ${placed(placesOf([renamedTo.origin])[0]!)}`] as const]),
  ];
  const items = grants.map(({ groups, accounts, isInAccount, origin }) => ({
    phrase: phrase`${listed(groups)} in ${listed(accounts)}${
      account !== undefined && isInAccount ? say(': this account too') : []
    }`,
    places: placesOf([origin]),
  }));
  return [
    { kind: 'facts', colons: true, rows: rows.map(([label, value]) => ({ label: say(label), values: [value] })) },
    ...(items.length === 0 ? [] : [heading(say('Granted to')), list(items)]),
    paragraph(
      prose(
        'The suffix is new wherever the role is made again: after its last assignment, or a rename of the permission set.',
      ),
    ),
  ];
}

/** By its alias, where the files have one. */
function namedByFiles(id: AccountId, { account }: DisplayNames): NamedAccount {
  const name = account(id);
  return name === id ? { id } : { id, name };
}

const KINDS = { managed: 'by these files', external: 'as somebody else\u2019s' } as const;

const declaredPhrase = ({ kind, origin }: NonNullable<RoleExplanation['declared']>): Phrase =>
  phrase`${say(KINDS[kind])} ${placed(placesOf([origin])[0]!)}`;
