// AWS managed policies that AWS replaced by others. The old ones stay where they are attached, get no new actions, and cannot be attached anew
// once they are deprecated (IAM User Guide, "Deprecated AWS managed policies").

interface Replacement {
  /** Path and name of the policy that AWS names instead. */
  readonly by: string;
  /** Where AWS says so. */
  readonly source: string;
}

const BEANSTALK = 'Elastic Beanstalk Developer Guide, "Managing Elastic Beanstalk user policies"';
const CODEPIPELINE = 'CodePipeline User Guide, "AWS managed policies for AWS CodePipeline"';
const EMR = 'EMR Management Guide, "Amazon EMR managed policies"';
const LAMBDA = 'Lambda Developer Guide, "AWS managed policies for AWS Lambda"';

/** By path and name. Checked against the list of policies by a test. */
export const REPLACED_POLICIES: ReadonlyMap<string, Replacement> = new Map([
  [
    'AmazonEC2ContainerServiceFullAccess',
    { by: 'AmazonECS_FullAccess', source: 'ECS Developer Guide, "Phased out AWS managed IAM policies for Amazon ECS"' },
  ],
  ['AmazonElasticMapReduceFullAccess', { by: 'AmazonEMRFullAccessPolicy_v2', source: EMR }],
  ['AmazonElasticMapReduceReadOnlyAccess', { by: 'AmazonEMRReadOnlyAccessPolicy_v2', source: EMR }],
  ['service-role/AmazonElasticMapReduceRole', { by: 'service-role/AmazonEMRServicePolicy_v2', source: EMR }],
  [
    'AmazonGuardDutyFullAccess',
    { by: 'AmazonGuardDutyFullAccess_v2', source: 'GuardDuty User Guide, "AWS managed policies for Amazon GuardDuty"' },
  ],
  [
    'service-role/AmazonEC2RoleforSSM',
    {
      by: 'AmazonSSMManagedInstanceCore',
      source: 'Systems Manager User Guide, "AWS managed policies for AWS Systems Manager"',
    },
  ],
  ['AWSCodePipelineFullAccess', { by: 'AWSCodePipeline_FullAccess', source: CODEPIPELINE }],
  ['AWSCodePipelineReadOnlyAccess', { by: 'AWSCodePipeline_ReadOnlyAccess', source: CODEPIPELINE }],
  [
    'service-role/AWSConfigRole',
    { by: 'service-role/AWS_ConfigRole', source: 'AWS Config Developer Guide, "AWS managed policies for AWS Config"' },
  ],
  ['AWSElasticBeanstalkFullAccess', { by: 'AdministratorAccess-AWSElasticBeanstalk', source: BEANSTALK }],
  ['AWSElasticBeanstalkReadOnlyAccess', { by: 'AWSElasticBeanstalkReadOnly', source: BEANSTALK }],
  ['AWSLambdaFullAccess', { by: 'AWSLambda_FullAccess', source: LAMBDA }],
  ['AWSLambdaReadOnlyAccess', { by: 'AWSLambda_ReadOnlyAccess', source: LAMBDA }],
]);

const BY_NAME: ReadonlyMap<string, string> = new Map(
  [...REPLACED_POLICIES].flatMap(([path, { by }]) => [
    [path, by] as const,
    [path.slice(path.lastIndexOf('/') + 1), by] as const,
  ]),
);

/** For a name, or a path and name. */
export function replacementOf(written: string): string | undefined {
  return BY_NAME.get(written);
}
