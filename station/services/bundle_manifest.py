"""The manifest of a bundle: every file by size and hash, signed by the device key in a DSSE envelope.

Source: https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from station.domain.errors import StationError
from station.domain.facts import Json
from station.domain.ports import Signer
from station.log import canonical, ed25519, form
from station.log.envelope import pae

MANIFEST = "manifest.dsse.json"
PAYLOAD_TYPE = "application/vnd.roadside-station.bundle+json"
SCHEMA = "roadside-station/bundle/1"


def sealed(about: Mapping[str, Json], files: Mapping[str, bytes], signer: Signer) -> bytes:
    """The envelope over ``about`` (the bundle's own fields) and the list of ``files``."""
    listed: list[Json] = [
        {"path": name, "size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(files.items())
    ]
    payload = canonical.dumps({"schema": SCHEMA, **about, "files": listed})
    signature = signer.sign(pae(PAYLOAD_TYPE, payload))
    signatures: list[Json] = [{"keyid": signer.key_id, "sig": form.base64_text(signature)}]
    return canonical.dumps(
        {"payload": form.base64_text(payload), "payloadType": PAYLOAD_TYPE, "signatures": signatures}
    )


def whole(folder: Path, public_key: bytes) -> bytes | None:
    """The envelope's bytes when the bundle in ``folder`` is complete and unchanged, else None."""
    try:
        envelope = (folder / MANIFEST).read_bytes()
        files = _files(envelope, public_key)
        found = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
        if found != {*files, MANIFEST}:
            return None
        intact = all(
            hashlib.sha256((folder / name).read_bytes()).hexdigest() == files[name] for name in files
        )
        return envelope if intact else None
    except (OSError, StationError):
        return None


def _files(envelope: bytes, public_key: bytes) -> dict[str, str]:
    """Hash by path; StationError ``log.*`` unless this very key signed the manifest."""
    source = form.exactly(canonical.loads(envelope), ("payload", "payloadType", "signatures"), "keys")
    payload = form.base64_bytes(source, "payload")
    signed = form.objects(source, "signatures")
    if form.text(source, "payloadType") != PAYLOAD_TYPE or len(signed) != 1:
        raise form.refuse("payloadType")
    signature = form.base64_bytes(signed[0], "sig", ed25519.SIGNATURE_BYTES)
    if not ed25519.verifies(public_key, signature, pae(PAYLOAD_TYPE, payload)):
        raise form.refuse("sig")
    manifest = canonical.loads(payload)
    if not isinstance(manifest, dict):
        raise form.refuse("payload")
    return {form.text(one, "path"): form.text(one, "sha256") for one in form.objects(manifest, "files")}
