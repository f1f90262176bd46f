"""The sample platform of `mindgarden demo`: four Korean tenants and three months of payments."""
