# Values go into a module two deep and come out of it again, by for_each and by count.
resource "terraform_data" "region" {
  input = "eu"
}

module "network" {
  source   = "./network"
  for_each = toset(["a.b", "c"])
  region   = terraform_data.region.output
}

resource "terraform_data" "cluster" {
  count = 2
  input = module.network["a.b"].subnets
}

resource "terraform_data" "dns" {
  input = terraform_data.cluster[0].output
}
