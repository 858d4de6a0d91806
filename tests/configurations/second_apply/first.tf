resource "terraform_data" "network" {
  input = "10.0.0.0/16"
}

resource "terraform_data" "database" {
  input = { network = terraform_data.network.output, size = 10 }
}

resource "terraform_data" "old_name" {
  input = "kept"
}

resource "terraform_data" "retired" {
  input = terraform_data.network.output
}

resource "terraform_data" "handed_over" {
  input = "somebody else's now"
}

variable "password" {
  type      = string
  sensitive = true
  default   = "made-up-for-this-plan"
}

resource "terraform_data" "login" {
  input = var.password
}
