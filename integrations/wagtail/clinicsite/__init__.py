"""The demo site: a clinic with a blog."""
