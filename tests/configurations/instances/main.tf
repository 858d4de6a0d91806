# Modules by for_each in modules by for_each, blocks by count inside, an output of one instance fed into another module
# and all outputs of a module gathered by a loop.
variable "cells" {
  type    = set(string)
  default = ["x.1", "y"]
}

resource "terraform_data" "root" {
  for_each = var.cells
  input    = each.key
}

module "cell" {
  source   = "./cell"
  for_each = var.cells
  name     = terraform_data.root[each.key].output
}

module "after" {
  source     = "./cell"
  for_each   = { one = module.cell["x.1"].leaves }
  name       = each.value[0]
  depends_on = [terraform_data.root]
}

resource "terraform_data" "gathered" {
  input            = [for cell in module.cell : cell.leaves]
  triggers_replace = [for leaf in module.after["one"].leaves : leaf]
}
