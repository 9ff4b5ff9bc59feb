"""Wagtail: nothing becomes public that was not checked, and the editor sees in the page editor what was found.

A Django app: put ``"postlint.cms.wagtail"`` into ``INSTALLED_APPS``. See ``docs/wagtail.md``.

    fields, blocks ──▶ post (one document, each character's place) ──▶ checking ──▶ gate ──▶ kept (views)
                                                                          └──▶ shown ──▶ panel, findings page
"""
