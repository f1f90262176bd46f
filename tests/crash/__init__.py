"""Killed at any instant, resumed: nothing lost, nothing doubled."""
