// Names that people write in policies and IAM does not know: services by what the console, the CLI or the SDKs call them, and operations of
// the AWS API that are allowed by an action of another name. None of them has ever allowed anything.
//
// From the Service Authorization Reference (prefixes), and from what AWS documents on permissions under the operations: "Required permissions
// for Amazon S3 API operations", the pages of `Invoke`, `TransactWriteItems`, `ReEncrypt`, `SendMessageBatch`, `PublishBatch` and `Converse`.
// Checked against the index by a test.

/** Lower case, without hyphens, to the prefixes of what is meant. A name that becomes a prefix is one: the index is asked first. */
export const SERVICES_BY_OTHER_NAMES: ReadonlyMap<string, readonly string[]> = new Map([
  ['alb', ['elasticloadbalancing']],
  ['apigw', ['apigateway']],
  ['beanstalk', ['elasticbeanstalk']],
  ['cloudmap', ['servicediscovery']],
  ['cloudwatchevents', ['events']],
  ['cloudwatchlogs', ['logs']],
  ['cognito', ['cognito-idp', 'cognito-identity']],
  ['costexplorer', ['ce']],
  ['directoryservice', ['ds']],
  ['efs', ['elasticfilesystem']],
  ['elasticsearch', ['es']],
  ['elb', ['elasticloadbalancing']],
  ['elbv2', ['elasticloadbalancing']],
  ['emr', ['elasticmapreduce']],
  ['eventbridge', ['events', 'scheduler']],
  ['identitycenter', ['sso']],
  ['kinesisfirehose', ['firehose']],
  ['msk', ['kafka']],
  ['mwaa', ['airflow']],
  ['nlb', ['elasticloadbalancing']],
  ['opensearchserverless', ['aoss']],
  ['parameterstore', ['ssm']],
  ['pinpoint', ['mobiletargeting']],
  ['resourcegroupstaggingapi', ['tag']],
  ['stepfunctions', ['states']],
  ['systemsmanager', ['ssm']],
  ['vpc', ['ec2']],
]);

/** Lower case, to the actions that allow the operation, all of them together where it needs several. */
export const ACTIONS_OF_OPERATIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['bedrock:converse', ['bedrock:InvokeModel']],
  ['bedrock:conversestream', ['bedrock:InvokeModelWithResponseStream']],
  ['dynamodb:transactgetitems', ['dynamodb:GetItem']],
  [
    'dynamodb:transactwriteitems',
    ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'],
  ],
  ['kms:reencrypt', ['kms:ReEncryptFrom', 'kms:ReEncryptTo']],
  ['lambda:invoke', ['lambda:InvokeFunction']],
  ['lambda:invokewithresponsestream', ['lambda:InvokeFunction']],
  ['s3:completemultipartupload', ['s3:PutObject']],
  ['s3:copyobject', ['s3:GetObject', 's3:PutObject']],
  ['s3:createmultipartupload', ['s3:PutObject']],
  ['s3:deleteobjects', ['s3:DeleteObject']],
  ['s3:getbucketencryption', ['s3:GetEncryptionConfiguration']],
  ['s3:getbucketlifecycleconfiguration', ['s3:GetLifecycleConfiguration']],
  ['s3:getbucketreplication', ['s3:GetReplicationConfiguration']],
  ['s3:getpublicaccessblock', ['s3:GetBucketPublicAccessBlock']],
  ['s3:headbucket', ['s3:ListBucket']],
  ['s3:headobject', ['s3:GetObject']],
  ['s3:listbuckets', ['s3:ListAllMyBuckets']],
  ['s3:listmultipartuploads', ['s3:ListBucketMultipartUploads']],
  ['s3:listobjects', ['s3:ListBucket']],
  ['s3:listobjectsv2', ['s3:ListBucket']],
  ['s3:listobjectversions', ['s3:ListBucketVersions']],
  ['s3:listparts', ['s3:ListMultipartUploadParts']],
  ['s3:putbucketencryption', ['s3:PutEncryptionConfiguration']],
  ['s3:putbucketlifecycleconfiguration', ['s3:PutLifecycleConfiguration']],
  ['s3:putbucketreplication', ['s3:PutReplicationConfiguration']],
  ['s3:putpublicaccessblock', ['s3:PutBucketPublicAccessBlock']],
  ['s3:uploadpart', ['s3:PutObject']],
  ['sns:publishbatch', ['sns:Publish']],
  ['sqs:changemessagevisibilitybatch', ['sqs:ChangeMessageVisibility']],
  ['sqs:deletemessagebatch', ['sqs:DeleteMessage']],
  ['sqs:sendmessagebatch', ['sqs:SendMessage']],
]);
