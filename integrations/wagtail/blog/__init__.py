"""A blog as a clinic has one."""
