variable "name" {
  type = string
}

resource "terraform_data" "own" {
  count = 2
  input = "${var.name}-${count.index}"
}

module "leaf" {
  source   = "./leaf"
  for_each = toset(["a", "b"])
  seed     = terraform_data.own[1].id
}

output "leaves" {
  value = [for leaf in module.leaf : leaf.id]
}
