"""Why a host's certificate is not valid: Twisted only says that it is not."""

import socket
import ssl
from urllib.parse import urlsplit

_PATIENCE = 5.0  # seconds


def why_invalid(url: str) -> str | None:
    """OpenSSL's reason, such as "certificate has expired"; None where there is none any more."""
    parts = urlsplit(url)
    name = parts.hostname or ""
    context = ssl.create_default_context()
    try:
        with (
            socket.create_connection((name, parts.port or 443), timeout=_PATIENCE) as connection,
            context.wrap_socket(connection, server_hostname=name),
        ):
            return None
    except ssl.SSLCertVerificationError as error:
        return error.verify_message
    except (OSError, ValueError):
        return None
