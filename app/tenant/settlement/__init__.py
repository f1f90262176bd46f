"""Settlement in the tenant portal: the list of statements, one statement, one line explained."""
