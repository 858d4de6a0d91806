variable "seed" {}

resource "terraform_data" "tip" {
  input = var.seed
}

output "id" {
  value = terraform_data.tip.id
}
