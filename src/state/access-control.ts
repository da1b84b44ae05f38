// Attributes for access control of an instance: which attributes of a user Identity Center sends along when the user signs in to an account, as
// session tags that policies test as `aws:PrincipalTag/KEY` (InstanceAccessControlAttributeConfiguration of the Identity Center API).

/** By what two keys are the same: neither keys of session tags nor those of policies are case-sensitive (IAM User Guide, "Pass session tags in AWS STS"). */
export const attributeKey = (key: string): string => key.toLowerCase();
