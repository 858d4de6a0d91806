resource "terraform_data" "network" {
  input            = "10.0.0.0/16"
  triggers_replace = "renumbered"
}

locals {
  network = terraform_data.network.output
}

resource "terraform_data" "database" {
  input = { network = local.network, size = 20 }
}

resource "terraform_data" "new_name" {
  input = "kept"
}

moved {
  from = terraform_data.old_name
  to   = terraform_data.new_name
}

removed {
  from = terraform_data.handed_over
  lifecycle {
    destroy = false
  }
}

resource "terraform_data" "cache" {
  for_each = toset(["eu-west-1a", "eu.west/1b"])
  input    = each.key
  lifecycle {
    replace_triggered_by = [terraform_data.database]
  }
}

variable "password" {
  type      = string
  sensitive = true
  default   = "made-up-for-this-plan-too"
}

resource "terraform_data" "login" {
  input = var.password
}

output "login" {
  value     = terraform_data.login.output
  sensitive = true
}
