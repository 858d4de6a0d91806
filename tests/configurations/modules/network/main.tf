variable "region" {
  type = string
}

resource "terraform_data" "vpc" {
  input = var.region
}

module "subnets" {
  source = "./subnets"
  vpc    = terraform_data.vpc.id
}

output "subnets" {
  value = module.subnets.ids
}
