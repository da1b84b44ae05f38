// All permission sets of the instance by name: the service knows them by ARN only, and lists nothing but ARNs.
import type { PermissionSetName } from '../../state/state.ts';
import { isFailure, protocolError } from '../errors.ts';
import { type Attributes, attributesIn } from './attributes.ts';
import type { Aws } from './client.ts';
import { concurrently } from './concurrently.ts';
import { collect } from './pages.ts';

export interface NamedAttributes extends Attributes {
  readonly name: PermissionSetName;
}

export interface CatalogueEntry {
  readonly arn: string;
  readonly attributes: NamedAttributes;
}

export interface Catalogue {
  /** Reads all of them afresh, one call each, through `via` where it is given. */
  read(via?: Aws): Promise<readonly CatalogueEntry[]>;
  /** The ARN of a set, after a look at what is new when the name is not known. */
  arnOf(name: PermissionSetName): Promise<string | undefined>;
  /** The name of a set that was read, by its ARN; calls nobody. */
  nameOf(arn: string): PermissionSetName | undefined;
  /** Whether the instance has a set of this ARN, by a list that is read afresh. */
  isListed(arn: string): Promise<boolean>;
  add(name: PermissionSetName, arn: string): void;
  remove(name: PermissionSetName): void;
}

export function createCatalogue(aws: Aws, instanceArn: () => Promise<string>): Catalogue {
  let arns = new Map<PermissionSetName, string>();

  const list = async (via = aws): Promise<readonly string[]> =>
    collect(via, {
      service: 'sso-admin',
      operation: 'ListPermissionSets',
      input: { InstanceArn: await instanceArn() },
      list: 'PermissionSets',
    });

  const describe = async (via: Aws, listed: readonly string[]): Promise<readonly CatalogueEntry[]> => {
    const instance = await instanceArn();
    return concurrently(listed, async (arn) => ({ arn, attributes: await readAttributes(via, instance, arn) }));
  };

  /** Without those that went, or are not visible yet, since they were listed: nothing is concluded from their absence. */
  const describeThose = async (listed: readonly string[]): Promise<readonly CatalogueEntry[]> => {
    const instance = await instanceArn();
    const entries = await concurrently(listed, async (arn) => {
      const attributes = await readAttributes(aws, instance, arn).catch(unlessMissing);
      return attributes === undefined ? [] : [{ arn, attributes }];
    });
    return entries.flat();
  };

  async function lookForNew(): Promise<void> {
    const known = new Set(arns.values());
    const fresh = (await list()).filter((arn) => !known.has(arn));
    for (const { arn, attributes } of await describeThose(fresh)) arns.set(attributes.name, arn);
  }

  return {
    async read(via = aws) {
      const entries = await describe(via, await list(via));
      arns = new Map(entries.map(({ arn, attributes }) => [attributes.name, arn]));
      if (arns.size < entries.length) throw protocolError('sso-admin:ListPermissionSets', 'two sets have one name');
      return entries;
    },
    async arnOf(name) {
      if (!arns.has(name)) await lookForNew();
      return arns.get(name);
    },
    nameOf: (arn) => [...arns].find(([, known]) => known === arn)?.[0],
    isListed: async (arn) => (await list()).includes(arn),
    add: (name, arn) => void arns.set(name, arn),
    remove: (name) => void arns.delete(name),
  };
}

function unlessMissing(error: unknown): undefined {
  if (!isFailure(error, 'not-found')) throw error;
  return undefined;
}

export async function readAttributes(
  aws: Aws,
  InstanceArn: string,
  PermissionSetArn: string,
): Promise<NamedAttributes> {
  const { PermissionSet } = await aws.call('sso-admin', 'DescribePermissionSet', { InstanceArn, PermissionSetArn });
  if ((PermissionSet.PermissionSetArn ?? PermissionSetArn) !== PermissionSetArn)
    throw protocolError('sso-admin:DescribePermissionSet', 'it is about another permission set');
  return { name: PermissionSet.Name, ...attributesIn(PermissionSet) };
}
