"""Files in: tenants with their contracts, and payment events."""
