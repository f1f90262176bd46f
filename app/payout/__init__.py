"""Paying tenants: the bank's files out and in, and the gateway's payout service. SQL decides, this carries."""
