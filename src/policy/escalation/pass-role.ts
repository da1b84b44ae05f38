// To whom a role is passed on a way that passes one: `iam:PassedToService` names the service that will use it.
import type { EscalationPath } from './path.ts';

/** By the prefix of the action that uses the role: the services it is passed to (service-role trust policies of AWS's guides). */
const PASSED_TO: Readonly<Record<string, readonly string[]>> = {
  apprunner: ['build.apprunner.amazonaws.com', 'tasks.apprunner.amazonaws.com'],
  autoscaling: ['ec2.amazonaws.com'],
  batch: ['ecs-tasks.amazonaws.com', 'batch.amazonaws.com', 'ec2.amazonaws.com'],
  'bedrock-agentcore': ['bedrock-agentcore.amazonaws.com'],
  cloudformation: ['cloudformation.amazonaws.com'],
  codebuild: ['codebuild.amazonaws.com'],
  codepipeline: ['codepipeline.amazonaws.com'],
  datapipeline: ['datapipeline.amazonaws.com', 'elasticmapreduce.amazonaws.com', 'ec2.amazonaws.com'],
  ec2: ['ec2.amazonaws.com', 'spotfleet.amazonaws.com'],
  ecs: ['ecs-tasks.amazonaws.com', 'ecs.amazonaws.com'],
  elasticmapreduce: ['elasticmapreduce.amazonaws.com', 'ec2.amazonaws.com'],
  events: ['events.amazonaws.com'],
  glue: ['glue.amazonaws.com'],
  lambda: ['lambda.amazonaws.com'],
  rds: ['rds.amazonaws.com'],
  sagemaker: ['sagemaker.amazonaws.com'],
  scheduler: ['scheduler.amazonaws.com'],
  ssm: ['ssm.amazonaws.com'],
  states: ['states.amazonaws.com'],
};

/** What a path that passes a role demands. */
export function passing(allOf: readonly string[]): Pick<EscalationPath, 'when'> {
  if (!allOf.includes('iam:PassRole')) return {};
  const users = allOf.filter((action) => !action.startsWith('iam:')).map((action) => action.split(':')[0]!);
  const values = [...new Set(users.flatMap((prefix) => PASSED_TO[prefix] ?? []))];
  return values.length === 0 ? {} : { when: { 'iam:PassRole': { key: 'iam:PassedToService', values } } };
}
