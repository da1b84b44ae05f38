// What the figures of the sandbox are taken with: a large company as a seed, and a client that costs little.
import { request } from 'node:http';

export const PAGE = 100;

/** A row of the seed's accounts; the first one is the management account. */
export const accountId = (index) => String(100_000_000_000 + index);

/** Half of the assignments are in pairs with a full page of groups each, the other half in permission sets with a full page of accounts. */
export function seedOf({ accounts, permissionSets, groups, assignments }) {
  const members = accounts - 1;
  const row = (set, account, group) => ({
    permissionSet: `Grower-${set}`,
    account: accountId(1 + (account % members)),
    group: `Growers of grove ${group % groups}`,
  });
  const half = assignments / 2;
  const crowded = Array.from({ length: half }, (_, index) => {
    const pair = Math.floor(index / PAGE);
    return row(pair % permissionSets, pair, pair * (groups / permissionSets) + (index % PAGE));
  });
  const perGroup = half / groups;
  const spread = Array.from({ length: half }, (_, index) => {
    const group = Math.floor(index / perGroup);
    const nth = Math.floor(group / permissionSets) * perGroup + (index % perGroup);
    return row(group % permissionSets, nth * 19 + (group % permissionSets), group);
  });
  return {
    formatVersion: 1,
    region: 'eu-west-1',
    organization: {
      managementAccount: accountId(0),
      accounts: Array.from({ length: accounts }, (_, index) => ({
        id: accountId(index),
        name: `grove-${index}`,
        ...(index === 0 ? {} : { ou: `Groves/Valley-${index % 50}` }),
      })),
    },
    groups: Array.from({ length: groups }, (_, index) => ({ displayName: `Growers of grove ${index}` })),
    permissionSets: Array.from({ length: permissionSets }, (_, index) => ({
      name: `Grower-${index}`,
      description: `Tends the trees of valley ${index}`,
      managedPolicies: ['ReadOnlyAccess'],
      inlinePolicy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }] },
    })),
    assignments: [...crowded, ...spread],
  };
}

/** `value` is parsed only when somebody looks, so that the client costs little. */
export function call({ url, agent }, target, input) {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target };
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        if (response.statusCode !== 200) reject(new Error(`${target}: ${body}`));
        resolve({
          bytes: body.length,
          get value() {
            return JSON.parse(body.toString());
          },
        });
      });
    });
    sending.on('error', reject);
    sending.end(JSON.stringify(input));
  });
}
