// Ways from one permission to more that pathfinding.cloud did not have as of its date: from the lists of Prowler (Apache-2.0), cloudsplaining
// (BSD-3-Clause) and Rhino Security Labs. Ids and wording are ours.
import type { EscalationPath, PathCategory } from './path.ts';

type Row = readonly [id: string, title: string, allOf: string, category: PathCategory];

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
];

export const FURTHER_PATHS: readonly EscalationPath[] = ROWS.map(([id, title, allOf, category]) => ({
  id,
  title,
  category,
  allOf: allOf.split(' '),
  scope: 'account',
}));
