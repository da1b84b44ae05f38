"""boto3 leads a permission set, a group and an assignment through their whole life. Usage: life.py ENDPOINT"""

import json
import sys

import boto3

ENDPOINT = sys.argv[1]
ACCOUNT = "333333333333"
POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})


def client(service, key="sandbox"):
    return boto3.client(
        service, endpoint_url=ENDPOINT, region_name="eu-west-1", aws_access_key_id=key, aws_secret_access_key="sandbox"
    )


sso, store, organizations, sts = map(client, ["sso-admin", "identitystore", "organizations", "sts"])
iam = client("iam", ACCOUNT)


def settled(describe, answer, **request):
    """The status at the end of an operation. Virtual time passes with the requests, so nothing waits."""
    for _ in range(50):
        status = describe(InstanceArn=instance, **request)[answer]
        if status["Status"] != "IN_PROGRESS":
            return status["Status"]
    raise AssertionError("the operation does not end")


def roles():
    pages = iam.get_paginator("list_roles").paginate(PathPrefix="/aws-reserved/")
    return [role for page in pages for role in page["Roles"] if "_Picker_" in role["RoleName"]]


assert sts.get_caller_identity()["Account"] == "111111111111"
assert ACCOUNT in [
    account["Id"] for page in organizations.get_paginator("list_accounts").paginate() for account in page["Accounts"]
]
found = sso.list_instances()["Instances"][0]
instance, directory = found["InstanceArn"], found["IdentityStoreId"]

group = store.create_group(IdentityStoreId=directory, DisplayName="pickers")["GroupId"]
user = store.create_user(
    IdentityStoreId=directory,
    UserName="rowan@example.com",
    DisplayName="Rowan",
    Name={"GivenName": "Rowan", "FamilyName": "Ash"},
)["UserId"]
membership = store.create_group_membership(IdentityStoreId=directory, GroupId=group, MemberId={"UserId": user})
alternate = {"UniqueAttribute": {"AttributePath": "displayName", "AttributeValue": "pickers"}}
assert store.get_group_id(IdentityStoreId=directory, AlternateIdentifier=alternate)["GroupId"] == group

created = sso.create_permission_set(
    InstanceArn=instance, Name="Picker", SessionDuration="PT2H", Tags=[{"Key": "team", "Value": "orchard"}]
)
on = {"InstanceArn": instance, "PermissionSetArn": created["PermissionSet"]["PermissionSetArn"]}
sso.attach_managed_policy_to_permission_set(ManagedPolicyArn="arn:aws:iam::aws:policy/ReadOnlyAccess", **on)
sso.put_inline_policy_to_permission_set(InlinePolicy=POLICY, **on)
assert sso.describe_permission_set(**on)["PermissionSet"]["SessionDuration"] == "PT2H"
try:
    sso.create_permission_set(InstanceArn=instance, Name="Picker")
    raise AssertionError("a second Picker")
except sso.exceptions.ConflictException:
    pass

target = {"TargetId": ACCOUNT, "TargetType": "AWS_ACCOUNT", "PrincipalType": "GROUP", "PrincipalId": group, **on}
begun = sso.create_account_assignment(**target)["AccountAssignmentCreationStatus"]
status = settled(
    sso.describe_account_assignment_creation_status,
    "AccountAssignmentCreationStatus",
    AccountAssignmentCreationRequestId=begun["RequestId"],
)
assert status == "SUCCEEDED", status
rows = sso.list_account_assignments(AccountId=ACCOUNT, **on)["AccountAssignments"]
assert [row["PrincipalId"] for row in rows] == [group]
(role,) = roles()
assert role["AssumeRolePolicyDocument"]["Statement"][0]["Action"][0] == "sts:AssumeRoleWithSAML"
(attached,) = iam.list_attached_role_policies(RoleName=role["RoleName"])["AttachedPolicies"]
assert attached["PolicyName"] == "ReadOnlyAccess"

sso.update_permission_set(Description="Picks ripe fruit", SessionDuration="PT4H", **on)
outdated = {"ProvisioningStatus": "LATEST_PERMISSION_SET_NOT_PROVISIONED", **on}
assert sso.list_accounts_for_provisioned_permission_set(**outdated)["AccountIds"] == [ACCOUNT]
begun = sso.provision_permission_set(TargetType="ALL_PROVISIONED_ACCOUNTS", **on)["PermissionSetProvisioningStatus"]
status = settled(
    sso.describe_permission_set_provisioning_status,
    "PermissionSetProvisioningStatus",
    ProvisionPermissionSetRequestId=begun["RequestId"],
)
assert status == "SUCCEEDED", status
assert sso.list_accounts_for_provisioned_permission_set(**outdated)["AccountIds"] == []

begun = sso.delete_account_assignment(**target)["AccountAssignmentDeletionStatus"]
status = settled(
    sso.describe_account_assignment_deletion_status,
    "AccountAssignmentDeletionStatus",
    AccountAssignmentDeletionRequestId=begun["RequestId"],
)
assert status == "SUCCEEDED", status
assert roles() == []
sso.delete_permission_set(**on)
store.delete_group_membership(IdentityStoreId=directory, MembershipId=membership["MembershipId"])
store.delete_group(IdentityStoreId=directory, GroupId=group)
store.delete_user(IdentityStoreId=directory, UserId=user)
session = sts.assume_role(RoleArn=f"arn:aws:iam::{ACCOUNT}:role/OrganizationAccountAccessRole", RoleSessionName="life")
key = session["Credentials"]["AccessKeyId"]
assert client("sts", key).get_caller_identity()["Account"] == ACCOUNT
print("life: all of it")
