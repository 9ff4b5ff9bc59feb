"""The service (``postlint serve``): the pre-publish contract over HTTP, and the page that people write on.

    doors      who may come in: host, origin, token         bodies    how much, how fast, in what form
    lanes      how many drafts are checked at once          app       which question is asked where
    listening  the socket, the server, its time limits      logs, metrics: what is told of it, never in words of a draft

Needs the extra ``postlint[service]``.
"""
