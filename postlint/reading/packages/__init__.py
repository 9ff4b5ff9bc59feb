"""Packages: zip files of XML, as word processors write them."""
