"""The files of a court bundle.

    verify.sh README.zh.txt README.en.txt   how to check it, and the script that does
    device.pem checkpoint.txt               who made the log, and its head
    manifest.txt manifest.sig               the SHA-256 of every other file, signed by the device key
    entries/000012/                         payload.json, signature.bin, proof.txt (hashes, lowest first)
    officers/000001.pem                     the key given at entry 1
    statements/000014-1/                    payload.json, signature.bin: statement 1 of entry 14, for openssl
    disclosed/000005-number.value, .salt    a personal value and what it was committed with
    raw/000012.bin, .salt                   a reader's untouched bytes
    rules/ papers/                          the rule packs of the verdicts, the prints

The same input gives the same bytes.
"""

from collections.abc import Iterator
from hashlib import sha256
from importlib import resources

from station.domain.ports import Signer
from station.log import commitment, ed25519
from station.log.checkpoint import NoteSigner
from station.log.court.case import Case, Exhibit
from station.log.envelope import pae
from station.log.keyring import holder_of

MANIFEST_TYPE = "application/vnd.roadside-station.manifest"
_FIXED = ("verify.sh", "README.zh.txt", "README.en.txt")

Files = Iterator[tuple[str, bytes]]


def build(case: Case, device: NoteSigner) -> dict[str, bytes]:
    """Every file by its path. ``device`` signs the manifest; its key must be the one that made the log.

    StationError ``log.bundle_incomplete`` rather than a bundle that its own script would reject.
    """
    case.check()
    files = dict(_fixed())
    files["device.pem"] = ed25519.pem(device.public_key_raw)
    files["checkpoint.txt"] = case.checkpoint.note(device.public_key_raw).encode()
    for exhibit in case.exhibits:
        files |= dict(_entry_files(exhibit))
    files |= dict(_beside(case))
    return seal(files, device)


def seal(files: dict[str, bytes], signer: Signer) -> dict[str, bytes]:
    """``files`` with a manifest over all of them and its signature."""
    lines = [f"{sha256(files[path]).hexdigest()}  {path}\n" for path in sorted(files)]
    manifest = "".join(lines).encode("ascii")
    return {
        **files,
        "manifest.txt": manifest,
        "manifest.sig": signer.sign(pae(MANIFEST_TYPE, manifest)),
    }


def _fixed() -> Files:
    folder = resources.files("station.log.court")
    for name in _FIXED:
        yield name, folder.joinpath(name).read_bytes()


def _entry_files(exhibit: Exhibit) -> Files:
    folder = f"entries/{exhibit.number}"
    yield f"{folder}/payload.json", exhibit.signed.payload
    yield f"{folder}/signature.bin", exhibit.signed.signature
    yield f"{folder}/proof.txt", "".join(f"{node.hex()}\n" for node in exhibit.proof).encode()
    for place, signed in enumerate(exhibit.statements(), start=1):
        unpacked = f"statements/{exhibit.number}-{place}"
        yield f"{unpacked}/payload.json", signed.payload
        yield f"{unpacked}/signature.bin", signed.signature
    if exhibit.entry.kind == "officer_enrolled":
        public_key = holder_of(exhibit.entry).public_key
        if public_key is not None:
            yield f"officers/{exhibit.number}.pem", ed25519.pem(public_key)


def _beside(case: Case) -> Files:
    for value in case.disclosed:
        place = f"disclosed/{value.seq:06d}-{value.field}"
        yield f"{place}.value", commitment.committed_bytes(value.value)
        yield f"{place}.salt", value.salt
    for exchange in case.exchanges:
        yield f"raw/{exchange.seq:06d}.bin", exchange.data
        yield f"raw/{exchange.seq:06d}.salt", exchange.salt
    for folder, named in (("rules", case.rule_packs), ("papers", case.papers)):
        for name, data in named.items():
            yield f"{folder}/{name}", data
