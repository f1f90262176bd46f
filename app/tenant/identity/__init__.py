"""Signing in and out of the tenant portal."""
