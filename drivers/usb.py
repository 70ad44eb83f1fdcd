"""Which physical device a serial port is: USB vendor, product, serial number and interface.

Written ``VID:PID[:SERIAL][@INTERFACE]``, as in ``0403:6011:FT1234@2``. An adapter with several ports has
one serial number for all of them, and the interface tells them apart."""

import re
from dataclasses import dataclass

_FORM = re.compile(r"([0-9A-F]{4}):([0-9A-F]{4})(?::([^@]+))?(?:@(\d{1,2}))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class UsbId:
    """``serial`` is empty where the device has none, ``interface`` None where it has only one."""

    vendor: str
    product: str
    serial: str = ""
    interface: int | None = None

    @classmethod
    def parse(cls, text: str) -> "UsbId":
        """From its written form. Raises ValueError."""
        found = _FORM.fullmatch(text)
        if not found:
            raise ValueError(text)
        vendor, product, serial, interface = found.groups()
        number = int(interface) if interface else None
        return cls(vendor.upper(), product.upper(), (serial or "").upper(), number)

    def wants(self, other: "UsbId") -> bool:
        """Whether ``other`` is a device that this describes; what is not written is any."""
        return (
            (self.vendor, self.product) == (other.vendor, other.product)
            and self.serial in ("", other.serial)
            and self.interface in (None, other.interface)
        )

    def __str__(self) -> str:
        serial = f":{self.serial}" if self.serial else ""
        interface = "" if self.interface is None else f"@{self.interface}"
        return f"{self.vendor}:{self.product}{serial}{interface}"
