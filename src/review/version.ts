// One version of the files, and the accounts that its selectors choose from.
import type { Declarations } from '../config/declarations.ts';
import type { Inventory } from '../resolve/inventory.ts';

export interface Version {
  readonly declarations: Declarations;
  readonly inventory: Inventory;
}
