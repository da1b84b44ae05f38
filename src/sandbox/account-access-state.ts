// What account access manager holds: one application at most, and the entitlements by which principals take roles that accounts have anyway.
import { optional } from '../optional.ts';

export interface AccountAccess {
  application?: AccountAccessApplication;
  /** By id, oldest first. */
  readonly entitlements: Map<string, Entitlement>;
  /** When the writes were accepted that may be unfinished still, in virtual time. */
  readonly writes: number[];
}

export interface AccountAccessApplication {
  readonly arn: string;
  readonly tenantId: string;
  /** The application of Identity Center that comes with it. */
  readonly identityCenterApplication: string;
  readonly createdAt: number;
  /** From then on it is ACTIVE. */
  readonly readyAt: number;
  updatedAt: number;
  /** When its deletion began. */
  deletedAt?: number;
  readonly tags: Map<string, string>;
}

export interface Entitlement {
  readonly id: string;
  readonly principal: { readonly type: 'USER' | 'GROUP'; readonly id: string };
  readonly roleArn: string;
  readonly createdAt: number;
}

export const newAccountAccess = (): AccountAccess => ({ entitlements: new Map(), writes: [] });

export const isUnused = ({ application, writes }: AccountAccess): boolean =>
  application === undefined && writes.length === 0;

export interface FiledAccountAccess {
  readonly application?: Omit<AccountAccessApplication, 'tags'> & { readonly tags: Readonly<Record<string, string>> };
  readonly entitlements: readonly Entitlement[];
  readonly writes: readonly number[];
}

export function filedAccountAccess({ application, entitlements, writes }: AccountAccess): FiledAccountAccess {
  const held = application && { ...application, tags: Object.fromEntries(application.tags) };
  return { ...optional({ application: held }), entitlements: [...entitlements.values()], writes: [...writes] };
}

/** A file of an earlier version has none. */
export function unfiledAccountAccess(filed: FiledAccountAccess | undefined): AccountAccess {
  if (filed === undefined) return newAccountAccess();
  const { application, entitlements, writes } = filed;
  const held = application && { ...application, tags: new Map(Object.entries(application.tags)) };
  return {
    ...optional({ application: held }),
    entitlements: new Map(entitlements.map((entitlement) => [entitlement.id, entitlement])),
    writes: [...writes],
  };
}
