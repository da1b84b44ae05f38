// What stands in the page: dictionaries of accounts, principals, permission sets and whys, and assignments, which refer to them by number.
import type { PageData } from '../src/render/report-data.ts';

export const data = JSON.parse(document.getElementById('data')!.textContent!) as PageData;
export const { accounts, principals, sets, whys, meta } = data;
const { rows: numbers } = data;

export const assignments = Int32Array.from({ length: numbers.length / 4 }, (_, row) => row);

export const principalOf = (row: number) => numbers[row * 4]!;
export const setOf = (row: number) => numbers[row * 4 + 1]!;
export const accountOf = (row: number) => numbers[row * 4 + 2]!;
export const whyOf = (row: number) => numbers[row * 4 + 3]!;

/** What the address calls them. Permission sets of one name are one to it. */
export const ids = {
  principal: principals.map(([type, , id]) => `${type}:${id}`),
  set: sets.map(([name]) => name),
  account: accounts.map(([id]) => id),
};

export const ROOT = '(root)';
export const names = {
  principal: principals.map(([, name]) => name),
  set: ids.set,
  account: accounts.map(([, name]) => name),
  /** Of each account, the path of its unit. */
  unit: accounts.map(([, , unit]) => (unit === '' ? ROOT : unit)),
};

export const isManagement = (account: number) => hasFlag(account, 1);
export const isProduction = (account: number) => hasFlag(account, 2);
export const isIdentityCenterAdmin = (account: number) => hasFlag(account, 4);

const hasFlag = (account: number, flag: number) => (accounts[account]![3] & flag) !== 0;
