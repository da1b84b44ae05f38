// Actions whose answer is worth stealing. Chosen by what the AWS API reference says they return, and checked against the index by a test;
// the idea of such a list, and candidates for it, come from primeharbor/sensitive_iam_actions on GitHub.

/** The response holds a key, a password, a secret or a token of somebody else. */
export const CREDENTIAL_ACTIONS: readonly string[] = [
  'appsync:ListApiKeys',
  'codeartifact:GetAuthorizationToken',
  'cognito-identity:GetOpenIdTokenForDeveloperIdentity',
  'cognito-idp:DescribeUserPoolClient',
  'connect:GetFederationToken',
  'ec2:GetPasswordData',
  'iam:CreateAccessKey',
  'iam:CreateServiceSpecificCredential',
  'iam:ResetServiceSpecificCredential',
  'lightsail:DownloadDefaultKeyPair',
  'lightsail:GetInstanceAccessDetails',
  'lightsail:GetRelationalDatabaseMasterUserPassword',
  'rds-db:connect',
  'redshift:GetClusterCredentials',
  'redshift:GetClusterCredentialsWithIAM',
  'redshift-serverless:GetCredentials',
  's3:GetDataAccess',
  'secretsmanager:BatchGetSecretValue',
  'secretsmanager:GetSecretValue',
  'storagegateway:DescribeChapCredentials',
];

/** The response holds what customers stored. */
export const DATA_ACTIONS: readonly string[] = [
  'athena:GetQueryResults',
  'codecommit:GetFile',
  'dynamodb:BatchGetItem',
  'dynamodb:ExportTableToPointInTime',
  'dynamodb:GetItem',
  'dynamodb:Query',
  'dynamodb:Scan',
  'ebs:GetSnapshotBlock',
  'kinesis:GetRecords',
  'kms:Decrypt',
  'logs:GetLogEvents',
  'logs:GetQueryResults',
  'rds-data:ExecuteStatement',
  'redshift-data:GetStatementResult',
  's3:GetObject',
  's3:GetObjectVersion',
  'sqs:ReceiveMessage',
  'ssm:GetParameter',
  'ssm:GetParameters',
  'ssm:GetParametersByPath',
  'timestream:Select',
];
