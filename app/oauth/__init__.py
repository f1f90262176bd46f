"""Tokens for applications: keys, clients, what people let them do. The pages and endpoints are the portal's."""
