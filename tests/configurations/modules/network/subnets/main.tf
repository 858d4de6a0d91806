variable "vpc" {
  type = string
}

resource "terraform_data" "subnet" {
  for_each = toset(["x.y", "z"])
  input    = var.vpc
}

resource "terraform_data" "unrelated" {
  input = "nothing"
}

output "ids" {
  value = [for subnet in terraform_data.subnet : subnet.id]
}
