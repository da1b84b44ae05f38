# The life of what Terraform's AWS provider can make on a sandbox: `v2` is the change. Run by life-terraform.sh.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}
# The endpoint and the credentials come from the environment.
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}

variable "v2" { default = false }

data "aws_ssoadmin_instances" "i" {}
data "aws_ssoadmin_application_providers" "p" {}
locals {
  arn   = tolist(data.aws_ssoadmin_instances.i.arns)[0]
  store = tolist(data.aws_ssoadmin_instances.i.identity_store_ids)[0]
}
resource "aws_identitystore_group" "g" {
  identity_store_id = local.store
  display_name      = "pickers"
  description       = "Pick"
}
resource "aws_identitystore_user" "u" {
  identity_store_id = local.store
  display_name      = "Rowan"
  user_name         = "rowan"
  name {
    given_name  = "Rowan"
    family_name = "Ash"
  }
  emails { value = "rowan@example.com" }
}
resource "aws_identitystore_group_membership" "m" {
  identity_store_id = local.store
  group_id          = aws_identitystore_group.g.group_id
  member_id         = aws_identitystore_user.u.user_id
}
resource "aws_iam_policy" "p" {
  name        = "Baskets"
  path        = "/teams/"
  description = var.v2 ? "Carry" : "Carry"
  policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.v2 ? ["s3:*"] : ["s3:Get*"], Resource = "*" }] })
  tags        = { team = var.v2 ? "press" : "orchard" }
}
resource "aws_ssoadmin_permission_set" "s" {
  name             = "Picker"
  description      = var.v2 ? "Picks ripe fruit" : "Picks"
  instance_arn     = local.arn
  session_duration = "PT2H"
  relay_state      = "https://console.aws.amazon.com/"
  tags             = { team = "orchard" }
}
resource "aws_iam_saml_provider" "idp" {
  name                   = "Fruit"
  saml_metadata_document = replace(file("idp.xml"), "ISSUER", var.v2 ? "https://fruit.example/2" : "https://fruit.example")
  tags                   = { team = var.v2 ? "press" : "orchard" }
}
resource "aws_iam_role" "r" {
  name                 = "Picker"
  path                 = "/teams/"
  description          = var.v2 ? "Picks ripe fruit" : "Picks"
  max_session_duration = var.v2 ? 7200 : 3600
  permissions_boundary = var.v2 ? "arn:aws:iam::aws:policy/PowerUserAccess" : null
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect    = "Allow"
    Action    = var.v2 ? ["sts:AssumeRoleWithSAML", "sts:TagSession"] : ["sts:AssumeRoleWithSAML"]
    Principal = { Federated = aws_iam_saml_provider.idp.arn }
    Condition = { StringEquals = { "SAML:aud" = "https://signin.aws.amazon.com/saml" } }
  }] })
  tags = { team = var.v2 ? "press" : "orchard" }
}
resource "aws_iam_role_policy" "i" {
  name   = "pick"
  role   = aws_iam_role.r.name
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = var.v2 ? "sqs:*" : "sns:*", Resource = "*" }] })
}
resource "aws_iam_role_policy_attachment" "ra" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.p.arn
}
resource "aws_ssoadmin_managed_policy_attachment" "a" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}
resource "aws_ssoadmin_customer_managed_policy_attachment" "c" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  customer_managed_policy_reference {
    name = aws_iam_policy.p.name
    path = "/teams/"
  }
}
resource "aws_ssoadmin_permission_set_inline_policy" "i" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  inline_policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["sqs:*"], Resource = "*" }] })
}
resource "aws_ssoadmin_permissions_boundary_attachment" "b" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  permissions_boundary { managed_policy_arn = "arn:aws:iam::aws:policy/PowerUserAccess" }
}
resource "aws_ssoadmin_account_assignment" "x" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.s.arn
  principal_id       = aws_identitystore_group.g.group_id
  principal_type     = "GROUP"
  target_id          = "333333333333"
  target_type        = "AWS_ACCOUNT"
  depends_on         = [aws_ssoadmin_managed_policy_attachment.a, aws_ssoadmin_customer_managed_policy_attachment.c, aws_ssoadmin_permission_set_inline_policy.i, aws_ssoadmin_permissions_boundary_attachment.b]
}
resource "aws_ssoadmin_instance_access_control_attributes" "ac" {
  instance_arn = local.arn
  attribute {
    key = "name"
    value { source = ["$${path:name.givenName}"] }
  }
}
resource "aws_ssoadmin_application" "app" {
  name                     = var.v2 ? "Cider press" : "Cider house"
  application_provider_arn = "arn:aws:sso::aws:applicationProvider/custom"
  instance_arn             = local.arn
  description              = "Presses cider"
  portal_options {
    visibility = "ENABLED"
    sign_in_options {
      application_url = "https://cider.example"
      origin          = "APPLICATION"
    }
  }
  tags = { team = "press" }
}
resource "aws_ssoadmin_application" "plain" {
  name                     = "Plain"
  application_provider_arn = "arn:aws:sso::aws:applicationProvider/custom"
  instance_arn             = local.arn
}
resource "aws_ssoadmin_application_assignment" "aa" {
  application_arn = aws_ssoadmin_application.app.application_arn
  principal_id    = aws_identitystore_group.g.group_id
  principal_type  = "GROUP"
}
resource "aws_ssoadmin_application_assignment_configuration" "aac" {
  application_arn     = aws_ssoadmin_application.app.application_arn
  assignment_required = var.v2
}
resource "aws_ssoadmin_application_access_scope" "as" {
  application_arn    = aws_ssoadmin_application.app.application_arn
  authorized_targets = [aws_ssoadmin_application.app.application_arn]
  scope              = "sso:account:access"
}
resource "aws_ssoadmin_trusted_token_issuer" "tti" {
  name                      = "FruitIssuer"
  instance_arn              = local.arn
  trusted_token_issuer_type = "OIDC_JWT"
  trusted_token_issuer_configuration {
    oidc_jwt_configuration {
      claim_attribute_path          = var.v2 ? "sub" : "email"
      identity_store_attribute_path = "emails.value"
      issuer_url                    = "https://example.com"
      jwks_retrieval_option         = "OPEN_ID_DISCOVERY"
    }
  }
  tags = { team = "press" }
}
data "aws_ssoadmin_application" "d" { application_arn = aws_ssoadmin_application.app.application_arn }
data "aws_ssoadmin_application_assignments" "d" {
  application_arn = aws_ssoadmin_application.app.application_arn
  depends_on      = [aws_ssoadmin_application_assignment.aa]
}
data "aws_ssoadmin_principal_application_assignments" "d" {
  instance_arn   = local.arn
  principal_id   = aws_identitystore_group.g.group_id
  principal_type = "GROUP"
  depends_on     = [aws_ssoadmin_application_assignment.aa]
}
