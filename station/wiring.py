"""Builds every object once: from a home on disk to an open workplace."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from station.domain.errors import StationError
from station.keystore.device import DeviceKey
from station.keystore.vault import HomeVault
from station.services import packs
from station.services.board import Board
from station.services.clock import SystemClock
from station.services.desk import Desk
from station.services.document_devices import DocumentDevices
from station.services.founding import log_id_of
from station.services.home import Home
from station.services.lanes import Lanes
from station.services.recorder import Recorder
from station.services.software import SOFTWARE
from station.services.workplace import Workplace
from station.storage.lock import HomeLock
from station.storage.store import Store


@contextmanager
def workplace(root: Path) -> Iterator[Workplace]:
    """The home at ``root``, open; several processes may have it open at once.

    StationError ``home.*``, ``keys.*``, ``vault.*``, ``rules.*`` or ``storage.*`` when it cannot be opened.
    """
    home = Home(root)
    config = home.config()
    clock = SystemClock()
    device = DeviceKey.load(home.device_key)
    vault = HomeVault.load(home.vault)
    if vault.log_id != log_id_of(device):
        # Under another key the same file would begin a second log, in which nobody is enrolled.
        raise StationError("keys.device_foreign", path=str(home.device_key))
    pack = packs.load(config.rule_pack)
    store = Store.open(
        home.database, signer=device, vault=vault, clock=clock, software=SOFTWARE, log_id=log_id_of(device)
    )
    recorder = Recorder(store, vault.prepare)
    try:
        yield Workplace(home, config, clock, store, recorder, device, vault, pack, clock.moment())
    finally:
        recorder.stop()
        store.close()


@contextmanager
def running_station(root: Path) -> Iterator[Workplace]:
    """The same, as the one running station of the home; a second is refused (``storage.home_in_use``)."""
    home = Home(root)
    home.config()
    with HomeLock.acquire(home.lock), workplace(root) as open_home:
        # What was made at the start lives as long as the process: a collector that walks it again and again
        # costs a tenth of the time a result takes to the log.
        gc.freeze()
        yield open_home


@contextmanager
def desk(root: Path) -> Iterator[Desk]:
    """The one running station of a home, with its readers' lanes started."""
    with running_station(root) as open_home:
        lanes = Lanes(open_home)
        documents = DocumentDevices(open_home)
        lanes.start()
        try:
            yield Desk(open_home, lanes, Board(open_home, lanes), documents)
        finally:
            documents.stop()
            lanes.stop()
