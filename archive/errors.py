"""What can go wrong with an archive folder.

ArchiveError            the operator must act: one line, exit code 2
├── ConfigError         `sites.toml` or an argument is wrong; names the table and the key
├── NotAnArchive        the folder or its database is not one of ours, or is damaged
├── NewerArchive        the database was written by a newer luutru
├── NotFound            no such article, version, site or capture
└── Busy                another run holds the folder's lock (exit code 75)
"""


class ArchiveError(Exception):
    """The operator must act; the message says what to do next."""

    exit_code = 2


class ConfigError(ArchiveError):
    """`sites.toml` or an argument is wrong."""


class NotAnArchive(ArchiveError):
    """The folder or its database is not one of ours, or is damaged."""


class NewerArchive(ArchiveError):
    """The database was written by a newer luutru."""


class NotFound(ArchiveError):
    """No such article, version, site or capture."""


class Busy(ArchiveError):
    """Another run holds the folder's lock."""

    exit_code = 75
