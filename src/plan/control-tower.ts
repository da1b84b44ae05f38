// The permission sets that AWS Control Tower makes in an Identity Center, and needs there (AWS Control Tower User Guide, "IAM Identity Center
// groups for AWS Control Tower").
import type { OtherSet } from '../state/live.ts';

/** Their descriptions, as Control Tower writes them. */
const DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  ['AWSAdministratorAccess', 'Provides full access to AWS services and resources'],
  [
    'AWSPowerUserAccess',
    'Provides full access to AWS services and resources, but does not allow management of Users and groups',
  ],
  ['AWSReadOnlyAccess', 'This policy grants permissions to view resources and basic metadata across all AWS services'],
  ['AWSOrganizationsFullAccess', 'Provides full access to AWS Organizations'],
  ['AWSServiceCatalogAdminFullAccess', 'Provides full access to AWS Service Catalog admin capabilities'],
  ['AWSServiceCatalogEndUserAccess', 'Provides access to the AWS Service Catalog end user console'],
]);

/** By exact name and description, and without a claim of anybody else: `AWSBackdoor2` is none, nor is a known name on another set. */
export function isControlTowers({ name, owner, definition }: OtherSet): boolean {
  const description = DESCRIPTIONS.get(name);
  return (
    owner === undefined && description !== undefined && definition.read && description === definition.value.description
  );
}
