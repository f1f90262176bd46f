"""Reaching the database: the server, its roles, connections, deploying, and the sealed context."""
