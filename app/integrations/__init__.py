"""Outside services: one adapter each, speaking the service's published contract over HTTP."""
