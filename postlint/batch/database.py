"""Rows of a database query, streamed (SQLAlchemy 2, extra ``postlint[sql]``).

The connection is the one that the operator names, it only reads, and by default it stays on this machine (law 5). No
message repeats what a driver says: it may hold the password of the address, or words of a row.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from ..errors import DraftError
from ..reading.tables import BadRow, Columns, Row, row_of

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection

    from .sources import Asked

#: Rows that a cursor of the server hands over at a time.
_AT_A_TIME: Final = 500
#: The environment variable that holds an address which is not to stand in a list of processes.
ADDRESS: Final = "POSTLINT_DATABASE"
_MISSING: Final = "a database needs SQLAlchemy: pip install 'postlint[sql]'"


@dataclass(frozen=True, slots=True, repr=False)
class Query:
    """The rows of a query, in the order of the column ``key`` where one is named.

    Without a ``key`` they may come in any order, so that a run cannot be resumed.
    """

    url: URL
    query: str
    columns: Columns
    key: str = ""
    name: str = field(default="the database", init=False)

    @classmethod
    def of(cls, named: str, asked: Asked) -> Query:
        """The query to the database at an address (``env:`` or empty: that of POSTLINT_DATABASE).

        Raises DraftError, in which nothing of the address is.
        """
        try:
            from sqlalchemy import make_url
            from sqlalchemy.exc import ArgumentError
        except ImportError:
            raise DraftError(_MISSING) from None
        if not asked.query:
            raise DraftError("a database needs --query 'select id, text from posts'")
        address = os.environ.get(ADDRESS, "") if named == "env://" else named
        try:
            url = make_url(address)
        except (ArgumentError, ValueError):
            raise DraftError("the database's address is not like postgresql+psycopg://user@localhost/name") from None
        if not asked.remote and not _is_here(url):
            raise DraftError("the database is on another machine; --remote-database lets drafts come over the network")
        if url.get_backend_name() == "sqlite" and not os.path.isfile(url.database or ""):
            raise DraftError("there is no such database file")
        return cls(url, asked.query.strip().rstrip(";"), asked.columns, asked.key)

    @property
    def identity(self) -> tuple[str, ...] | None:
        """Address without password, query and key; nothing tells whether the rows have changed but the rows."""
        if not self.key:
            return None
        address = self.url.set(password=None).difference_update_query(("password",)).render_as_string()
        return (address, self.query, self.key, *self.columns.all, *self.columns.required)

    def rows(self) -> Iterator[Row | BadRow]:
        """As the server hands them over, a few hundred at a time. Raises DraftError when the query fails."""
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        number = 0
        with self._connected() as connection:
            try:
                found = connection.execution_options(yield_per=_AT_A_TIME).execute(text(self._ordered(connection)))
                names = list(found.keys())
            except SQLAlchemyError as error:
                raise DraftError(f"the query failed ({type(error).__name__})", id=self.name) from None
            for name in (*self.columns.required, *filter(None, (self.key,))):
                if name not in names:
                    raise DraftError(f'the query has no column "{name}"', id=self.name)
            last: Any = None
            mappings = found.mappings()
            while True:
                number += 1
                try:
                    row = next(mappings, None)
                except (SQLAlchemyError, UnicodeDecodeError, ValueError) as error:
                    # What was not handed over was not checked: its place is taken by a row that says so.
                    reason = f"the database stopped here ({type(error).__name__}); nothing after it was read"
                    yield BadRow(number, f"row {number}", reason)
                    return
                if row is None:
                    return
                if self.key:
                    if row[self.key] is None or row[self.key] == last:
                        raise DraftError(f'the values of "{self.key}" are not one for each row', id=self.name)
                    last = row[self.key]
                yield row_of(dict(row), number, self.columns)

    def count(self) -> int | None:
        """As the database counts them."""
        from sqlalchemy import text
        from sqlalchemy.exc import SQLAlchemyError

        try:
            with self._connected() as connection:
                return int(connection.execute(text(f"select count(*) from ({self.query}) posts")).scalar_one())
        except (SQLAlchemyError, DraftError):  # said when the rows are read
            return None

    def _ordered(self, connection: Connection) -> str:
        if not self.key:
            return self.query
        key = connection.dialect.identifier_preparer.quote(self.key)
        return f"select * from ({self.query}) posts order by {key}"

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        from sqlalchemy import create_engine, event
        from sqlalchemy.exc import SQLAlchemyError
        from sqlalchemy.pool import NullPool

        try:
            engine = create_engine(self.url, poolclass=NullPool, hide_parameters=True)
            if self.url.get_backend_name() == "sqlite":
                event.listen(engine, "connect", lambda raw, _: raw.execute("pragma query_only = on"))
            connection = engine.connect()
        except ImportError:
            raise DraftError("the driver of the database is not installed", id=self.name) from None
        except Exception as error:  # noqa: BLE001 (drivers raise what they like, with the address in it)
            if not isinstance(error, (SQLAlchemyError, OSError, ValueError, TypeError)):
                raise DraftError("cannot be reached", id=self.name) from None
            raise DraftError(f"cannot be reached ({type(error).__name__})", id=self.name) from None
        try:
            yield connection.execution_options(postgresql_readonly=True, stream_results=True)
        finally:
            connection.close()
            engine.dispose()


def _is_here(url: URL) -> bool:
    """Whether the database is on this machine: a file, a socket, or an address of the loopback interface."""
    hosts = [url.host, *_listed(url.query.get("host")), *_listed(url.query.get("hostaddr"))]
    if url.query.get("service") or url.query.get("servicefile") or os.environ.get("PGHOSTADDR"):
        return False
    if not url.host and url.get_backend_name() == "postgresql":
        hosts.append(os.environ.get("PGHOST"))
    return all(_is_local(host) for host in hosts if host)


def _listed(value: str | tuple[str, ...] | None) -> list[str]:
    """Hosts of an address's query: libpq takes several, with commas between."""
    values = [value] if isinstance(value, str) else list(value or ())
    return [host for one in values for host in one.split(",")]


def _is_local(host: str) -> bool:
    if host == "localhost" or host.startswith(("/", "@")):
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
