"""The authorization server (OAuth 2.1, OpenID Connect): endpoints for applications, pages for people."""
