// What `access sandbox --help` says beyond its options: enough to use it from another project's CI. A test holds it to the sandbox's own tables.

export const SANDBOX_HELP = `
Use
  access sandbox --port 4566 --seed seed.json &      prints its URL on stdout once it listens
  export AWS_ACCESS_KEY_ID=sandbox AWS_SECRET_ACCESS_KEY=sandbox AWS_REGION=eu-west-1
  export AWS_ENDPOINT_URL=http://127.0.0.1:4566      or --endpoint-url, or the client's endpoint
  aws sso-admin list-instances
  curl http://127.0.0.1:4566/_sandbox                instance ARN, identity store id, region, virtual time
  It listens on 127.0.0.1 only. With --port 0 it takes a free port. SIGINT or SIGTERM ends it and saves the state.

Callers (AWS_ACCESS_KEY_ID; secrets and signatures are not checked)
  SANDBOXMANAGEMENT    everything            SANDBOXDELEGATED   the delegated administrator
  SANDBOXREADONLY      reads                 SANDBOXNONE        nothing but GetCallerIdentity
  333333333333         somebody with every right in that account; iam is per account
  any other key        the caller of the seed; by default the management account. sts AssumeRole gives sessions

Seed (JSON; a state file, or GET /_sandbox/state, serves as one, too; SANDBOX.md has every member)
  { "formatVersion": 1, "region": "eu-west-1",
    "organization": { "managementAccount": "111111111111",
      "accounts": [{ "id": "111111111111", "name": "management" }, { "id": "222222222222", "name": "prod", "ou": "Workloads/Prod" }] },
    "groups": [{ "displayName": "growers", "externalId": "0f0f0f0f-0000-4000-8000-000000000001" }],
    "permissionSets": [{ "name": "Grower", "managedPolicies": ["ReadOnlyAccess"] }],
    "assignments": [{ "permissionSet": "Grower", "account": "prod", "group": "growers" }] }

Entra (the section entra of a seed; ENTRA.md has every member, operation and edit; seeds made from the files have one)
  export ACCESS_GRAPH_ENDPOINT_URL=http://127.0.0.1:4567 ACCESS_GRAPH_TOKEN=sandbox
  A token of names of permissions joined by + has these alone: Application.Read.All+GroupMember.Read.All
  Provisioning brings groups and users into the identity store every 40 minutes of virtual time.
  curl -H 'content-type: application/json' http://127.0.0.1:4566/_sandbox/entra \\
    -d '{ "edit": "update-group", "group": "growers", "set": { "displayName": "pickers" } }'
  curl -H 'content-type: application/json' http://127.0.0.1:4566/_sandbox/clock -d '{ "advanceMs": 2400000 }'

Faults (--fault <fault>[@<operation>][,nth=N][,every=N][,attempts=N][,probability=P][,milliseconds=N])
  throttle  internal-error  cut-before  cut-after  empty-page  repeat-token  malformed-body  slow
  organizations-too-many-requests
  The operation may have asterisks and a service: List*, organizations:*. nth and every count the calls of each
  operation; attempts says how many attempts of such a call are disturbed (1). Without a condition every call is.
  Chance comes from --fault-seed and the call's own number: the same seed and the same calls give the same faults.
    --fault throttle@ListGroups,nth=3 --fault cut-after@CreateAccountAssignment,probability=0.1 --fault-seed 7
  While it runs:  GET, POST, DELETE /_sandbox/faults
    curl -H 'content-type: application/json' http://127.0.0.1:4566/_sandbox/faults \\
      -d '{ "seed": 7, "rules": [{ "fault": "throttle", "operation": "List*", "probability": 0.2 }] }'

Time is virtual: each request moves the clock by tickMs, and an asynchronous operation takes operationMs of it.
  curl -H 'content-type: application/json' http://127.0.0.1:4566/_sandbox/clock -d '{ "advanceMs": 3600000 }'

Settings (--set <name>=<value>)
  tickMs=50                        operationMs=200                      pageSize=10
  operationSpread=0 (percent)      outstandingAssignments=15            concurrentProvisioning=3
  requestsPerSecond=0 (no limit)
  conflictScope=account | permission-set-in-account | assignment
  unknownTarget=failed-operation | resource-not-found
  deleteInInactiveAccount=fails | succeeds
  deletedPrincipal=keeps-assignments | loses-assignments
  omittedSessionDuration=keeps | resets
  descriptionOutdates=false        delegatedListsForPrincipal=false     regional=false
  readLagCalls=0                   editConflictMs=0                     editsDuringOperations=succeed | conflict
  deletionConflictMs=0             managedPoliciesPerRole=20            permissionSetsPerAccount=500
  iamLagMs=0
  policyReferences=as-seeded | assumed | checked
  outstandingEntitlements=15       groupsPerRole=20                     entitledRoles=checked | assumed
  malformedInlinePolicy=fails-operation | refused
  slowAnswers=real | virtual           graphPageSize=999                    graphRetryAfter=10 (seconds)

Log (--log): one JSON line a call: virtual time, service, operation, digest of the input, outcome, fault, request id.
`.trim();
