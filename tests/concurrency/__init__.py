"""Many at once: the result of one."""
