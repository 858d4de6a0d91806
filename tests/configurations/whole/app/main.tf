variable "cfg" {}

resource "terraform_data" "svc" {
  input = var.cfg.net.id
}
