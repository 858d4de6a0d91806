# A module named whole beside one of its outputs: in one expression, in either order, as an argument, with and without keys.
module "net" {
  source = "./net"
  name   = "n"
}

module "nets" {
  source   = "./net"
  for_each = toset(["a.b", "c"])
  name     = each.key
}

module "app" {
  source = "./app"
  cfg    = { net = module.net, id = module.net.id }
}

resource "terraform_data" "first" {
  input = { all = module.net, one = module.net.id }
}

resource "terraform_data" "last" {
  input = { one = module.net.id, whole = module.net }
}

resource "terraform_data" "part" {
  input = [module.net.id, module.net.deep.inner]
}

resource "terraform_data" "keyed" {
  input = { one = module.nets["a.b"].id, all = values(module.nets)[*].deep }
}

resource "terraform_data" "instance" {
  input = { one = module.nets["c"].id, whole = module.nets["c"] }
}
