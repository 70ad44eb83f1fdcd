"""Messages of the two dialects, put together by hand from docs/protocols."""

from drivers.events import Message

URINE = """H|\\^&|||UCR-20^700123^1.4.2|||||||P|LIS2-A2|20261124021308+0800
P|1
O|1|U-000317|4711|^^^DOA17||||||014417|||||U
M|1|CUP|A07|202703|33.5|21.0
R|1|^^^AMP|NEG|ng/mL|500|||F|||20261124020810|20261124021308
R|2|^^^CAF|POS|||||F|||20261124020810|20261124021308
R|3|^^^CTRL|OK|||||F|||20261124020810|20261124021308
L|1|N"""

SALIVA = """H|~^\\|||DEMO^SWAB-7^2.0^S7-0042|||||||P|LIS2-A2|20261124021308
O|1|S-000218^88||^^^SAL6||||||李珅|||||SAL
C|1|I|LOT^B12^20270331|I
C|2|I|TEMP^18.0^21.5|I
R|1|^^^MET|阴性^C+|ng/mL|50|||F||||20261124021308
R|2|^^^KET|阳性^C+|||||F||||20261124021308
L|1|N"""


def message(records: str, encoding: str = "gb18030") -> Message:
    """Records as lines, as a link would deliver them."""
    return Message(b"", "".join(line + "\r" for line in records.splitlines()).encode(encoding))
