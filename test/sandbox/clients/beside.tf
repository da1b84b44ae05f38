# A permission set that Terraform makes, and `access` adopts. Run by beside-terraform.sh.
terraform {
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "5.100.0"
    }
  }
}

variable "ignores" { default = false }

# The endpoint and the credentials come from the environment.
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true

  dynamic "ignore_tags" {
    for_each = var.ignores ? [true] : []
    content {
      key_prefixes = ["access:"]
    }
  }
}

data "aws_ssoadmin_instances" "i" {}
locals {
  arn   = tolist(data.aws_ssoadmin_instances.i.arns)[0]
  store = tolist(data.aws_ssoadmin_instances.i.identity_store_ids)[0]
}

data "aws_identitystore_group" "growers" {
  identity_store_id = local.store
  alternate_identifier {
    unique_attribute {
      attribute_path  = "DisplayName"
      attribute_value = "growers"
    }
  }
}

resource "aws_ssoadmin_permission_set" "shared" {
  name         = "Shared"
  description  = "Terraform made it"
  instance_arn = local.arn
  tags         = { team = "orchard" }
}

resource "aws_ssoadmin_managed_policy_attachment" "reads" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.shared.arn
  managed_policy_arn = "arn:aws:iam::aws:policy/ReadOnlyAccess"
}

resource "aws_ssoadmin_permission_set_inline_policy" "waters" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.shared.arn
  inline_policy      = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["sqs:*"], Resource = "*" }] })
}

resource "aws_ssoadmin_account_assignment" "growers" {
  instance_arn       = local.arn
  permission_set_arn = aws_ssoadmin_permission_set.shared.arn
  principal_id       = data.aws_identitystore_group.growers.group_id
  principal_type     = "GROUP"
  target_id          = "333333333333"
  target_type        = "AWS_ACCOUNT"
  depends_on         = [aws_ssoadmin_managed_policy_attachment.reads, aws_ssoadmin_permission_set_inline_policy.waters]
}
