// Ways from one permission to more, in any account. Condensed from pathfinding.cloud (Datadog, Apache-2.0, as of 2025-12-17); the ids are
// theirs, the wording is ours.
import { passing } from './pass-role.ts';
import type { EscalationPath, PathCategory } from './path.ts';

const PATHFINDING = 'https://pathfinding.cloud/paths/';

type Row = readonly [id: string, title: string, allOf: string];

const PASS_ROLE: readonly Row[] = [
  ['apprunner-001', 'run an App Runner service with a role', 'apprunner:CreateService'],
  [
    'bedrock-001',
    'run code with a role in a Bedrock code interpreter',
    'bedrock-agentcore:CreateCodeInterpreter bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter',
  ],
  ['cloudformation-001', 'create a stack with a role', 'cloudformation:CreateStack'],
  [
    'cloudformation-003',
    'create a stack set with a role',
    'cloudformation:CreateStackSet cloudformation:CreateStackInstances',
  ],
  ['cloudformation-004', 'change a stack set and its role', 'cloudformation:UpdateStackSet'],
  ['codebuild-001', 'run a build with a role', 'codebuild:CreateProject codebuild:StartBuild'],
  ['codebuild-004', 'run a batch of builds with a role', 'codebuild:CreateProject codebuild:StartBuildBatch'],
  [
    'datapipeline-001',
    'run a data pipeline with a role',
    'datapipeline:CreatePipeline datapipeline:PutPipelineDefinition datapipeline:ActivatePipeline',
  ],
  ['ec2-001', 'start an instance with a role', 'ec2:RunInstances'],
  ['ec2-003', 'request a spot instance with a role', 'ec2:RequestSpotInstances'],
  [
    'ecs-001',
    'run a service with a role on a new ECS cluster',
    'ecs:CreateCluster ecs:RegisterTaskDefinition ecs:CreateService',
  ],
  [
    'ecs-002',
    'run a task with a role on a new ECS cluster',
    'ecs:CreateCluster ecs:RegisterTaskDefinition ecs:RunTask',
  ],
  ['ecs-003', 'run an ECS service with a role', 'ecs:RegisterTaskDefinition ecs:CreateService'],
  ['ecs-004', 'run an ECS task with a role', 'ecs:RegisterTaskDefinition ecs:RunTask'],
  ['ecs-005', 'start an ECS task with a role', 'ecs:RegisterTaskDefinition ecs:StartTask'],
  ['glue-001', 'create a Glue development endpoint with a role', 'glue:CreateDevEndpoint'],
  ['glue-003', 'run a Glue job with a role', 'glue:CreateJob glue:StartJobRun'],
  ['glue-004', 'trigger a Glue job with a role', 'glue:CreateJob glue:CreateTrigger'],
  ['glue-005', 'change a Glue job and its role, and run it', 'glue:UpdateJob glue:StartJobRun'],
  ['glue-006', 'change a Glue job and its role, and trigger it', 'glue:UpdateJob glue:CreateTrigger'],
  ['lambda-001', 'invoke a function with a role', 'lambda:CreateFunction lambda:InvokeFunction'],
  ['lambda-002', 'run a function with a role on events', 'lambda:CreateFunction lambda:CreateEventSourceMapping'],
  ['lambda-006', 'let others invoke a function with a role', 'lambda:CreateFunction lambda:AddPermission'],
  ['sagemaker-001', 'create a notebook with a role', 'sagemaker:CreateNotebookInstance'],
  ['sagemaker-002', 'run a training job with a role', 'sagemaker:CreateTrainingJob'],
  ['sagemaker-003', 'run a processing job with a role', 'sagemaker:CreateProcessingJob'],
];

const ROLE_IN_USE: readonly Row[] = [
  ['apprunner-002', 'change an App Runner service that has a role', 'apprunner:UpdateService'],
  [
    'bedrock-002',
    'run code in a Bedrock code interpreter that has a role',
    'bedrock-agentcore:StartCodeInterpreterSession bedrock-agentcore:InvokeCodeInterpreter',
  ],
  ['cloudformation-002', 'update a stack that has a role', 'cloudformation:UpdateStack'],
  [
    'cloudformation-005',
    'change a stack that has a role through a change set',
    'cloudformation:CreateChangeSet cloudformation:ExecuteChangeSet',
  ],
  ['codebuild-002', 'start a build of a project that has a role', 'codebuild:StartBuild'],
  ['codebuild-003', 'start a batch of builds of a project that has a role', 'codebuild:StartBuildBatch'],
  [
    'ec2-002',
    'change the start script of an instance that has a role',
    'ec2:ModifyInstanceAttribute ec2:StopInstances ec2:StartInstances',
  ],
  ['ec2-004', 'change a launch template that has a role', 'ec2:CreateLaunchTemplateVersion ec2:ModifyLaunchTemplate'],
  [
    'ec2instanceconnect-003',
    'log in to an instance that has a role',
    'ec2-instance-connect:SendSSHPublicKey ec2:DescribeInstances',
  ],
  ['glue-002', 'change a Glue development endpoint that has a role', 'glue:UpdateDevEndpoint'],
  ['lambda-003', 'change the code of a function that has a role', 'lambda:UpdateFunctionCode'],
  ['lambda-004', 'change and invoke a function that has a role', 'lambda:UpdateFunctionCode lambda:InvokeFunction'],
  [
    'lambda-005',
    'change a function that has a role and let others invoke it',
    'lambda:UpdateFunctionCode lambda:AddPermission',
  ],
  ['sagemaker-004', 'open a notebook that has a role', 'sagemaker:CreatePresignedNotebookInstanceUrl'],
  [
    'sagemaker-005',
    'change the start script of a notebook that has a role',
    'sagemaker:CreateNotebookInstanceLifecycleConfig sagemaker:StopNotebookInstance sagemaker:UpdateNotebookInstance sagemaker:StartNotebookInstance',
  ],
  ['ssm-001', 'open a session on an instance that has a role', 'ssm:StartSession'],
  ['ssm-002', 'run a command on an instance that has a role', 'ssm:SendCommand'],
];

const SELF: readonly Row[] = [
  ['iam-001', 'change a customer managed policy', 'iam:CreatePolicyVersion'],
  ['iam-005', 'write an inline policy of a role', 'iam:PutRolePolicy'],
  ['iam-007', 'write an inline policy of a user', 'iam:PutUserPolicy'],
  ['iam-008', 'attach a policy to a user', 'iam:AttachUserPolicy'],
  ['iam-009', 'attach a policy to a role', 'iam:AttachRolePolicy'],
  ['iam-010', 'attach a policy to an IAM group', 'iam:AttachGroupPolicy'],
  ['iam-011', 'write an inline policy of an IAM group', 'iam:PutGroupPolicy'],
  ['iam-013', 'add a user to an IAM group', 'iam:AddUserToGroup'],
];

const PRINCIPAL: readonly Row[] = [
  ['iam-002', 'make an access key for a user', 'iam:CreateAccessKey'],
  ['iam-003', 'replace an access key of a user', 'iam:CreateAccessKey iam:DeleteAccessKey'],
  ['iam-004', 'give a user a password', 'iam:CreateLoginProfile'],
  ['iam-006', 'change the password of a user', 'iam:UpdateLoginProfile'],
  ['iam-012', 'change who may assume a role', 'iam:UpdateAssumeRolePolicy'],
  ['iam-014', 'attach a policy to a role and assume it', 'iam:AttachRolePolicy sts:AssumeRole'],
  ['iam-015', 'attach a policy to a user and make a key for it', 'iam:AttachUserPolicy iam:CreateAccessKey'],
  ['iam-016', 'change a policy of a role and assume it', 'iam:CreatePolicyVersion sts:AssumeRole'],
  ['iam-017', 'write an inline policy of a role and assume it', 'iam:PutRolePolicy sts:AssumeRole'],
  ['iam-018', 'write an inline policy of a user and make a key for it', 'iam:PutUserPolicy iam:CreateAccessKey'],
  [
    'iam-019',
    'attach a policy to a role and change who may assume it',
    'iam:AttachRolePolicy iam:UpdateAssumeRolePolicy',
  ],
  ['iam-020', 'change a policy of a role and who may assume it', 'iam:CreatePolicyVersion iam:UpdateAssumeRolePolicy'],
  [
    'iam-021',
    'write an inline policy of a role and change who may assume it',
    'iam:PutRolePolicy iam:UpdateAssumeRolePolicy',
  ],
  ['sts-001', 'assume a role', 'sts:AssumeRole'],
];

const fromPathfinding = (category: PathCategory, rows: readonly Row[], prefix = ''): readonly EscalationPath[] =>
  rows.map(([id, title, actions]) => ({
    id,
    title,
    category,
    allOf: `${prefix}${actions}`.split(' '),
    ...passing(`${prefix}${actions}`.split(' ')),
    scope: 'account',
    reference: `${PATHFINDING}${id}`,
  }));

export const PATHFINDING_PATHS: readonly EscalationPath[] = [
  ...fromPathfinding('pass-role', PASS_ROLE, 'iam:PassRole '),
  ...fromPathfinding('role-in-use', ROLE_IN_USE),
  ...fromPathfinding('self', SELF),
  ...fromPathfinding('principal', PRINCIPAL),
];
