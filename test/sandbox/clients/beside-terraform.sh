#!/usr/bin/env bash
# Terraform's AWS provider and `access` ($2, its main.js) on one permission set of the sandbox at $1: without `ignore_tags` each undoes the other's tag, with it neither has anything to do.
set -euo pipefail
export AWS_ENDPOINT_URL="$1" CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1
main="$2"
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$here/beside.tf" "$work/main.tf"
cd "$work"

access() { node "$main" "$@"; }
# What the command exits with: 0 without changes, 2 with some.
changes() { local code=0; "$@" >/dev/null 2>&1 || code=$?; echo "$code"; }
terraform_changes() { changes terraform plan -detailed-exitcode -no-color -var "ignores=$1"; }
access_changes() { changes access plan --detailed-exitcode; }
expect() { if [ "$2" != "$3" ]; then echo "$1: $2, not $3" >&2; exit 1; fi; }

terraform init -no-color >/dev/null
terraform apply -auto-approve -no-color >/dev/null
expect 'Terraform, right after its apply' "$(terraform_changes false)" 0

# Its state imports to the same files as what is live.
terraform show -json >state.json
access import --dir from-state --from terraform state.json --owner platform >/dev/null 2>&1
access import --only set:Shared --owner platform >/dev/null 2>&1
diff -r from-state access

expect 'access, before it adopts' "$(access_changes)" 2
access apply --auto-approve >/dev/null 2>&1
expect 'access, once it has adopted' "$(access_changes)" 0

expect 'Terraform without ignore_tags' "$(terraform_changes false)" 2
terraform apply -auto-approve -no-color >/dev/null
expect 'access, after Terraform took its tag' "$(access_changes)" 2
access apply --auto-approve >/dev/null 2>&1
expect 'Terraform without ignore_tags, again' "$(terraform_changes false)" 2

expect 'Terraform with ignore_tags' "$(terraform_changes true)" 0
terraform apply -auto-approve -no-color -var ignores=true >/dev/null
expect 'access beside Terraform with ignore_tags' "$(access_changes)" 0

# Leaving: Terraform has nothing to say of it.
access release --auto-approve >/dev/null 2>&1
expect 'Terraform without ignore_tags, after a release' "$(terraform_changes false)" 0
expect 'access, after a release' "$(access_changes)" 2
echo 'beside: all of it'
