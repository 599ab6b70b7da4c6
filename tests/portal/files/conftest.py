"""Files: an own data folder, a real scanner, a local S3 server."""

from tests.support.files import clamd, closed_port, kept_on, s3_server, with_scanner  # noqa: F401
