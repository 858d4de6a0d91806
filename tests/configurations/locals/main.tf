# What a plan's configuration hides and only the printed graph knows: locals and replace_triggered_by.
resource "terraform_data" "key" {}

resource "terraform_data" "salt" {}

locals {
  key = terraform_data.key.id
}

resource "terraform_data" "vault" {
  input = local.key

  lifecycle {
    replace_triggered_by = [terraform_data.salt]
  }
}
