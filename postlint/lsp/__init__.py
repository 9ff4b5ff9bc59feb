"""The language server: what postlint finds, in the editor in which a draft is written.

It speaks the language server protocol over standard input and output and nothing else. Needs ``postlint[lsp]``.
"""
