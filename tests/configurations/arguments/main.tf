# What the document says of arguments: set to something, set to null, set by a variable that is null, and not at all.

variable "nothing" {
  type    = string
  default = null
}

resource "terraform_data" "text" {
  input = "text"
}

resource "terraform_data" "null" {
  input = null
}

resource "terraform_data" "variable" {
  input = var.nothing
}

resource "terraform_data" "unset" {
}
