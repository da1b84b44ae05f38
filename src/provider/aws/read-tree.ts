// The tree of organizational units, walked from its root. Needed for the units' names, and for accounts that do not say where they are.
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';

export interface TreeUnit {
  readonly id: string;
  /** Names from the root's child down. */
  readonly path: string;
  /** Ids from the root's child down to this one. */
  readonly ids: readonly string[];
}

export interface Tree {
  readonly roots: readonly string[];
  readonly units: readonly TreeUnit[];
}

interface Branch {
  readonly id: string;
  readonly path: string;
  readonly ids: readonly string[];
}

/** Level by level: one call a unit, and the root. */
export async function readTree(aws: Aws): Promise<Tree> {
  const listed = await collect(aws, { service: 'organizations', operation: 'ListRoots', input: {}, list: 'Roots' });
  const roots = listed.map(({ Id }) => Id);
  const units: TreeUnit[] = [];
  let level: readonly Branch[] = roots.map((id) => ({ id, path: '', ids: [] }));
  while (level.length > 0) {
    const below = await concurrently(level, (parent) => childrenOf(aws, parent));
    level = below.flat();
    units.push(...level);
  }
  return { roots, units };
}

async function childrenOf(aws: Aws, parent: Branch): Promise<readonly TreeUnit[]> {
  const children = await collect(aws, {
    service: 'organizations',
    operation: 'ListOrganizationalUnitsForParent',
    input: { ParentId: parent.id },
    list: 'OrganizationalUnits',
  });
  return children.map(({ Id: id, Name: name = id }) => ({
    id,
    path: parent.path === '' ? name : `${parent.path}/${name}`,
    ids: [...parent.ids, id],
  }));
}

/** Account id → ids of its units, by asking every parent for its accounts. */
export async function accountsInTree(
  aws: Aws,
  { roots, units }: Tree,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const parents = [...roots.map((id) => ({ id, ids: [] as readonly string[] })), ...units];
  const found = await concurrently(parents, async ({ id, ids }) => {
    const accounts = await collect(aws, {
      service: 'organizations',
      operation: 'ListAccountsForParent',
      input: { ParentId: id },
      list: 'Accounts',
    });
    return accounts.map((account) => [account.Id, ids] as const);
  });
  return new Map(found.flat());
}
