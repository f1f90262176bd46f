"""Random tenants, rules and payments: the product against the oracle, to the unit."""
