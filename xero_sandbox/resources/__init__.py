"""One file per resource of the Accounting API; each registers itself."""
