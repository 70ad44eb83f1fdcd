"""``python -m tests.fuzz [DECODER ...] [--seconds N]``: coverage-guided fuzzing with atheris, one by one.

What breaks a decoder is written to a file ``crash-DECODER-...`` in the current folder; give it the decoder's
regression test. Each run begins with the vectors and ends after its seconds; 1 when something was found.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.fuzz.corpus import seeds

LIMITS = ["-timeout=10", "-rss_limit_mb=1024", "-max_len=8192", "-print_final_stats=1", "-verbosity=0"]
ONE = """
import importlib, pkgutil, sys
import atheris
with atheris.instrument_imports(include=["drivers"]):
    import drivers
    for module in pkgutil.walk_packages(drivers.__path__, "drivers."):  # also what is imported late
        importlib.import_module(module.name)
    from tests.fuzz.decoders import DECODERS
name = sys.argv.pop(1)
atheris.Setup(sys.argv, DECODERS[name])
atheris.Fuzz()
"""


def run(decoder: str, seconds: int) -> bool:
    """Fuzz one decoder; whether it held."""
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(seeds(decoder)):
            (Path(folder) / f"seed-{number}").write_bytes(seed)
        limits = [*LIMITS, f"-max_total_time={seconds}", f"-artifact_prefix=crash-{decoder}-"]
        done = subprocess.run(
            [sys.executable, "-c", ONE, decoder, *limits, folder], stderr=subprocess.PIPE, text=True
        )
    told = [text for text in done.stderr.splitlines() if "executed_units" in text or "peak_rss" in text]
    lines = [f"{decoder}: {'ok' if done.returncode == 0 else 'BROKEN'} after {seconds} s", *told]
    if done.returncode:
        lines += done.stderr.splitlines()[-60:]
    sys.stdout.write("\n  ".join(lines) + "\n")
    sys.stdout.flush()
    return done.returncode == 0


def main() -> int:
    """Fuzz what is asked for, or everything."""
    from tests.fuzz.decoders import DECODERS

    words = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    words.add_argument("decoders", nargs="*", metavar="DECODER", help=", ".join(DECODERS))
    words.add_argument("--seconds", type=int, default=60)
    wanted = words.parse_args()
    held = [run(decoder, wanted.seconds) for decoder in wanted.decoders or DECODERS]
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
