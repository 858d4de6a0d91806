"""What other tools say of a plan: lines of `plan -json`, SARIF, Infracost's figures. None of it is judged here."""
