// Profiles of the AWS CLI, from the files: one for each account and permission set that somebody is granted, and each region that is asked for.
//
// A profile is made before anybody logs in, and without asking whether its owner has it already: it says where to log in and which role to ask for.
// https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sso.html
import { compareText } from '../compare-text.ts';
import { diagnose } from '../diagnostics/diagnose.ts';
import type { Diagnostic, Phase } from '../diagnostics/diagnostic.ts';
import type { Holding } from '../holdings/holdings.ts';
import type { AccountId, PermissionSetName } from '../state/state.ts';

export interface Profiles {
  readonly session: SsoSession;
  /** In the order of their names, each of which is of one of them only. */
  readonly profiles: readonly Profile[];
}

/** A section `[sso-session …]`: one login serves all profiles that name it. */
export interface SsoSession {
  readonly name: string;
  readonly startUrl: string;
  /** Of the Identity Center. */
  readonly region: string;
}

export interface Profile {
  readonly name: string;
  readonly account: AccountId;
  readonly permissionSet: PermissionSetName;
  /** Where its work is; absent: wherever the AWS CLI is told otherwise. */
  readonly region?: string;
}

/** What `--name` may have in braces. */
export const NAME_PARTS = ['account', 'accountId', 'permissionSet', 'region'] as const;
type NamePart = (typeof NAME_PARTS)[number];

export const USUAL_NAME = '{account}/{permissionSet}';

export interface ProfilesInputs {
  readonly holdings: readonly Pick<Holding, 'account' | 'permissionSet'>[];
  /** What people call an account. */
  readonly accountName: (id: AccountId) => string;
  readonly session: SsoSession;
  /** See NAME_PARTS. */
  readonly template: string;
  /** None: profiles without one. */
  readonly regions: readonly string[];
}

/** Parts in braces that there are none of. */
export function unknownParts(template: string): readonly string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)]
    .map(([, part = '']) => part)
    .filter((part) => !(NAME_PARTS as readonly string[]).includes(part));
}

/** What sections of the file are called: what the SDKs read without quotes, and names of permission sets (`[\w+=,.@-]`) whole. */
const SAFE = /^[A-Za-z0-9_\-/.%@:+=,]{1,256}$/;

export function profilesOf({ holdings, accountName, session, template, regions }: ProfilesInputs): Phase<Profiles> {
  const all = new Map<string, Profile>();
  const findings: Diagnostic[] = [];
  const pairs = new Map(holdings.map((holding) => [`${holding.account}/${holding.permissionSet}`, holding]));
  for (const { account, permissionSet } of pairs.values()) {
    for (const region of regions.length === 0 ? [undefined] : regions) {
      const parts = { account: accountName(account), accountId: account, permissionSet, region: region ?? '' };
      const name = filled(template, parts);
      const profile = { name, account, permissionSet, ...(region === undefined ? {} : { region }) };
      const other = all.get(name);
      if (!SAFE.test(name))
        findings.push(diagnose('profiles/unsafe-name', { name, what: 'profile', of: meant(profile) }));
      else if (other !== undefined)
        findings.push(diagnose('profiles/duplicate', { name, first: meant(other), other: meant(profile) }));
      else all.set(name, profile);
    }
  }
  if (!SAFE.test(session.name))
    findings.push(diagnose('profiles/unsafe-name', { name: session.name, what: 'sso-session' }));
  const profiles = [...all.values()].sort((a, b) => compareText(a.name, b.name));
  return { value: { session, profiles }, diagnostics: findings };
}

/** One pass: what an account is called is not read for braces again. */
function filled(template: string, parts: Readonly<Record<NamePart, string>>): string {
  return template.replace(/\{(account|accountId|permissionSet|region)\}/g, (_, part: NamePart) => parts[part]);
}

const meant = ({ account, permissionSet, region }: Profile): string =>
  `\`${permissionSet}\` in ${account}${region === undefined ? '' : ` (${region})`}`;
