// Ways from one permission to more that pathfinding.cloud did not have as of its date: from the lists of Prowler (Apache-2.0), cloudsplaining
// (BSD-3-Clause) and Rhino Security Labs, and from what AWS documents of its operations. Ids and wording are ours.
import { passing } from './pass-role.ts';
import type { EscalationPath, PathCategory } from './path.ts';

type Row = readonly [id: string, title: string, allOf: string, category: PathCategory, reference?: string];

/** AWS's description of the operation that does it: the later rows follow from what it says that the role is used for. */
const DOCS = 'https://docs.aws.amazon.com/';

const ROWS: readonly Row[] = [
  ['iam-set-default-version', 'bring back an earlier version of a policy', 'iam:SetDefaultPolicyVersion', 'self'],
  [
    'iam-delete-role-boundary',
    'remove the permissions boundary of a role',
    'iam:DeleteRolePermissionsBoundary',
    'self',
  ],
  [
    'iam-delete-user-boundary',
    'remove the permissions boundary of a user',
    'iam:DeleteUserPermissionsBoundary',
    'self',
  ],
  [
    'iam-new-user',
    'make a user, attach a policy and make a key for it',
    'iam:CreateUser iam:AttachUserPolicy iam:CreateAccessKey',
    'principal',
  ],
  ['iam-new-role', 'make a role and attach a policy to it', 'iam:CreateRole iam:AttachRolePolicy', 'principal'],
  [
    'lambda-configuration',
    'change the layers or environment of a function that has a role',
    'lambda:UpdateFunctionConfiguration',
    'role-in-use',
  ],
  ['ecs-006', 'run a command in a task that has a role', 'ecs:ExecuteCommand ecs:DescribeTasks', 'role-in-use'],
  [
    'codebuild-update',
    'change and start a build that has a role',
    'codebuild:UpdateProject codebuild:StartBuild',
    'role-in-use',
  ],
  [
    'autoscaling-create',
    'start instances with a role in a new group',
    'iam:PassRole autoscaling:CreateLaunchConfiguration autoscaling:CreateAutoScalingGroup',
    'pass-role',
  ],
  [
    'autoscaling-update',
    'start instances with a role in a group',
    'iam:PassRole autoscaling:CreateLaunchConfiguration autoscaling:UpdateAutoScalingGroup',
    'pass-role',
  ],
  ['ecs-run-task', 'run an ECS task with another role', 'iam:PassRole ecs:RunTask', 'pass-role'],
  [
    'ecs-own-instance',
    'run an ECS task with a role on an own instance',
    'iam:PassRole ecs:StartTask ecs:RegisterContainerInstance ecs:DeregisterContainerInstance',
    'pass-role',
  ],
  ['ec2-instance-profile', 'give an instance a role', 'iam:PassRole ec2:AssociateIamInstanceProfile', 'pass-role'],
  ['rds-role', 'give a database a role', 'iam:PassRole rds:AddRoleToDBInstance', 'pass-role'],
  [
    'states-001',
    'run a state machine with a role',
    'iam:PassRole states:CreateStateMachine states:StartExecution',
    'pass-role',
    'step-functions/latest/apireference/API_CreateStateMachine.html',
  ],
  [
    'states-002',
    'change a state machine that has a role, and run it',
    'states:UpdateStateMachine states:StartExecution',
    'role-in-use',
    'step-functions/latest/apireference/API_UpdateStateMachine.html',
  ],
  [
    'scheduler-001',
    'call any API with a role on a schedule',
    'iam:PassRole scheduler:CreateSchedule',
    'pass-role',
    'scheduler/latest/APIReference/API_CreateSchedule.html',
  ],
  [
    'events-001',
    'start what a role may start on events',
    'iam:PassRole events:PutRule events:PutTargets',
    'pass-role',
    'eventbridge/latest/APIReference/API_PutTargets.html',
  ],
  [
    'batch-001',
    'run a Batch job with a role',
    'iam:PassRole batch:RegisterJobDefinition batch:SubmitJob',
    'pass-role',
    'batch/latest/APIReference/API_RegisterJobDefinition.html',
  ],
  [
    'emr-001',
    'run an EMR cluster with a role',
    'iam:PassRole elasticmapreduce:RunJobFlow',
    'pass-role',
    'emr/latest/APIReference/API_RunJobFlow.html',
  ],
  [
    'emr-002',
    'run code on an EMR cluster that has a role',
    'elasticmapreduce:AddJobFlowSteps',
    'role-in-use',
    'emr/latest/APIReference/API_AddJobFlowSteps.html',
  ],
  [
    'glue-session',
    'run code with a role in a Glue session',
    'iam:PassRole glue:CreateSession glue:RunStatement',
    'pass-role',
    'glue/latest/webapi/API_CreateSession.html',
  ],
  [
    'codepipeline-001',
    'run a pipeline with a role',
    'iam:PassRole codepipeline:CreatePipeline',
    'pass-role',
    'codepipeline/latest/APIReference/API_CreatePipeline.html',
  ],
  [
    'ssm-automation',
    'run an automation with a role',
    'iam:PassRole ssm:StartAutomationExecution',
    'pass-role',
    'systems-manager/latest/APIReference/API_StartAutomationExecution.html',
  ],
  [
    'ec2-replace-profile',
    'give an instance another role',
    'iam:PassRole ec2:ReplaceIamInstanceProfileAssociation',
    'pass-role',
    'AWSEC2/latest/APIReference/API_ReplaceIamInstanceProfileAssociation.html',
  ],
  [
    'eks-access-entry',
    'become administrator of a Kubernetes cluster, and use the roles of its pods',
    'eks:CreateAccessEntry eks:AssociateAccessPolicy',
    'principal',
    'eks/latest/APIReference/API_AssociateAccessPolicy.html',
  ],
  [
    'iam-saml-provider',
    'replace an identity provider that roles trust',
    'iam:UpdateSAMLProvider',
    'principal',
    'IAM/latest/APIReference/API_UpdateSAMLProvider.html',
  ],
  [
    'iam-service-credential',
    'make a password of a user for a service',
    'iam:CreateServiceSpecificCredential',
    'principal',
    'IAM/latest/APIReference/API_CreateServiceSpecificCredential.html',
  ],
];

export const FURTHER_PATHS: readonly EscalationPath[] = ROWS.map(([id, title, allOf, category, reference]) => ({
  id,
  title,
  category,
  allOf: allOf.split(' '),
  ...passing(allOf.split(' ')),
  scope: 'account',
  ...(reference === undefined ? {} : { reference: DOCS + reference }),
}));
