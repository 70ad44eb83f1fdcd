"""Shipped profiles."""

from pathlib import Path

from drivers.profile_folder import load_profile

FOLDER = Path(__file__).parents[2] / "seeds" / "readers"
URINE = load_profile("urine-cup", [FOLDER])
SALIVA = load_profile("saliva-swab", [FOLDER])
POCT1A = load_profile("poct1a-saliva", [FOLDER])
HL7 = load_profile("hl7-urine", [FOLDER])
