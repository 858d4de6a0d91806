resource "terraform_data" "migrated" {}

resource "terraform_data" "served" {}

output "ready" {
  value      = terraform_data.served.id
  depends_on = [terraform_data.migrated]
}
