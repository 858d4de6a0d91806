variable "name" {}

resource "terraform_data" "vpc" {
  input = var.name
}

resource "terraform_data" "nat" {
  input = terraform_data.vpc.output
}

resource "terraform_data" "apart" {
}

module "inner" {
  source = "./inner"
}

output "id" {
  value = terraform_data.vpc.id
}

output "deep" {
  value = { inner = module.inner.id, nat = terraform_data.nat.id }
}
