"""Many posts at once: from a table, a folder or a database to a report on each, and what they come to together."""
