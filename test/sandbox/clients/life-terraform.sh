#!/usr/bin/env bash
# Terraform's AWS provider on the sandbox at $1: makes, plans to nothing, changes, plans to nothing, destroys.
set -euo pipefail
export AWS_ENDPOINT_URL="$1" CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1
here="$(cd "$(dirname "$0")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
cp "$here/life.tf" "$work/main.tf"
cp "$here/idp.xml" "$work/idp.xml"
cd "$work"
terraform init -no-color >/dev/null
for change in false true; do
  terraform apply -auto-approve -no-color -var "v2=$change" | tail -1
  terraform plan -detailed-exitcode -no-color -var "v2=$change" >/dev/null
done
terraform destroy -auto-approve -no-color -var v2=true | tail -1
echo 'life: all of it'
