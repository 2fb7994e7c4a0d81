"""The import engine. It knows nothing of any app: each names what it can take in its own `transfer.py`.

    mapping   what is to be done, from a TOML file         resources  what can be imported, as the apps say
    source    CSV files as they come                       rows       conditions, sums, lookups
    values    cells to values                              references the records that rows speak of
    job       the import, step by step                     records    checking and writing, by the services
    report    what became of every row

A row is checked by the same rules as a record typed by a person: those of the services. The engine only reads.
"""

from kam.transfer import people
from kam.transfer.job import run
from kam.transfer.mapping import MappingError, read
from kam.transfer.report import Report, write_files
from kam.transfer.resources import Resource, register

__all__ = ["MappingError", "Report", "Resource", "people", "read", "register", "run", "write_files"]
