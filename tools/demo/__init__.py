"""The demo organisation: a made-up company's plans and what happened to each; begin at `organisation.organisation`."""
