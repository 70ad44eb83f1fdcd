"""What a PDF says, read back by poppler: an eye that shares nothing with the typesetter."""

import subprocess


def text_of(pdf: bytes) -> str:
    """All text, in the order of the page's content; pages end in a form feed."""
    ran = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return ran.stdout.decode("utf-8")


def squeezed(text: str) -> str:
    """``text`` without white space, so that a line break in a narrow column does not hide a value."""
    return "".join(text.split())


def page_count(pdf: bytes) -> int:
    return text_of(pdf).count("\f")


def facts_of(pdf: bytes) -> dict[str, str]:
    """Page size, dates and the rest as pdfinfo lists them."""
    ran = subprocess.run(["pdfinfo", "-isodates", "-"], input=pdf, capture_output=True, check=True)
    lines = (line.split(":", 1) for line in ran.stdout.decode("utf-8").splitlines())
    return {name.strip(): value.strip() for name, value in lines}
