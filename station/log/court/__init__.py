"""The court bundle: one screening's part of the log as plain files, and the script that checks them.

``verify.sh`` needs a shell, openssl and text tools: whoever receives the bundle need not trust our software.
"""

from station.log.court.bundle import MANIFEST_TYPE, build
from station.log.court.case import Case, Disclosed, Exchange, Exhibit, exhibits

__all__ = ["MANIFEST_TYPE", "Case", "Disclosed", "Exchange", "Exhibit", "build", "exhibits"]
