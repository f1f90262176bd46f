"""Contracts that change by request, and rehearsed changes."""
