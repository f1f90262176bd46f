"""Reports: four formats of one statement, the same totals as the database."""
