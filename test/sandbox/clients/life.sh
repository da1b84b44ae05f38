#!/usr/bin/env bash
# The AWS CLI leads a permission set, a group and an assignment through their whole life. Usage: life.sh ENDPOINT
set -euo pipefail

endpoint=$1
account=333333333333

on() { aws --endpoint-url "$endpoint" --output text "$@"; }
die() { echo "life: $*" >&2; exit 1; }
is() { [ "$1" = "$2" ] || die "expected '$1', got '$2'"; }

# Virtual time passes with the requests, so nothing waits.
settled() {
  for _ in 1 2 3 4 5 6 7 8; do
    status=$(on sso-admin "$@" --instance-arn "$instance" --query '*.Status | [0]')
    [ "$status" = IN_PROGRESS ] || break
  done
  is SUCCEEDED "$status"
}

is 111111111111 "$(on sts get-caller-identity --query Account)"
instance=$(on sso-admin list-instances --query 'Instances[0].InstanceArn')
directory=$(on sso-admin list-instances --query 'Instances[0].IdentityStoreId')

group=$(on identitystore create-group --identity-store-id "$directory" --display-name pickers --query GroupId)
set_arn=$(on sso-admin create-permission-set --instance-arn "$instance" --name Picker --session-duration PT2H \
  --tags Key=team,Value=orchard --query PermissionSet.PermissionSetArn)
set_=(--instance-arn "$instance" --permission-set-arn "$set_arn")
on sso-admin attach-managed-policy-to-permission-set "${set_[@]}" --managed-policy-arn arn:aws:iam::aws:policy/ReadOnlyAccess
is PT2H "$(on sso-admin describe-permission-set "${set_[@]}" --query PermissionSet.SessionDuration)"

target=("${set_[@]}" --target-id "$account" --target-type AWS_ACCOUNT --principal-type GROUP --principal-id "$group")
request=$(on sso-admin create-account-assignment "${target[@]}" --query AccountAssignmentCreationStatus.RequestId)
settled describe-account-assignment-creation-status --account-assignment-creation-request-id "$request"
is "$group" "$(on sso-admin list-account-assignments "${set_[@]}" --account-id "$account" --query 'AccountAssignments[].PrincipalId')"
roles() { AWS_ACCESS_KEY_ID=$account on iam list-roles --path-prefix /aws-reserved/ --query "length(Roles[?contains(RoleName, '_Picker_')])"; }
is 1 "$(roles)"

on sso-admin put-inline-policy-to-permission-set "${set_[@]}" \
  --inline-policy '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}]}'
request=$(on sso-admin provision-permission-set "${set_[@]}" --target-type ALL_PROVISIONED_ACCOUNTS --query PermissionSetProvisioningStatus.RequestId)
settled describe-permission-set-provisioning-status --provision-permission-set-request-id "$request"

request=$(on sso-admin delete-account-assignment "${target[@]}" --query AccountAssignmentDeletionStatus.RequestId)
settled describe-account-assignment-deletion-status --account-assignment-deletion-request-id "$request"
is 0 "$(roles)"
on sso-admin delete-permission-set "${set_[@]}"
on identitystore delete-group --identity-store-id "$directory" --group-id "$group"
on sso-admin describe-permission-set "${set_[@]}" 2>/dev/null && die "the permission set is still there"
echo "life: all of it"
