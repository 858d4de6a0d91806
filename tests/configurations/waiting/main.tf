# What waits for something without using it: depends_on of a resource, of a module and of an output.
resource "terraform_data" "first" {}

resource "terraform_data" "second" {
  depends_on = [terraform_data.first]
}

module "app" {
  source     = "./app"
  depends_on = [terraform_data.second]
}

resource "terraform_data" "last" {
  depends_on = [module.app]
}

resource "terraform_data" "reader" {
  input = module.app.ready
}

data "terraform_remote_state" "other" {
  backend    = "local"
  config     = { path = "${path.module}/none.tfstate" }
  defaults   = { id = "x" }
  depends_on = [terraform_data.first]
}
