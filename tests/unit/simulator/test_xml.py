"""Where a document ends in a stream, and elements as text."""

import pytest

from simulator.wire.xml import LIMIT_BYTES, Documents, element

PLAIN = b"<A.R01><HDR><X V='1'/></HDR></A.R01>"


@pytest.mark.parametrize(
    "document",
    [
        PLAIN,
        b'<?xml version="1.0" encoding="UTF-8"?>\n<A.R01>\n  <B V="x" />\n</A.R01>',
        b'<A.R01><B V="a &gt; b > </A.R01>"/></A.R01>',
        b"<A.R01><B V='\">'/></A.R01>",
        b"<A.R01><!-- </A.R01> > --><B/></A.R01>",
        b"<A.R01><![CDATA[</A.R01>]]></A.R01>",
        b"<KPA.R01/>",
        b"<A.R01><HDR></A.R01 >",
        b'<!DOCTYPE A [<!ENTITY x "y">]><A.R01>&x;</A.R01>',
    ],
)
def test_a_document_ends_where_its_root_closes_however_it_is_cut(document: bytes) -> None:
    stream = b"\r\n" + document + b"\n noise \x1b" + document + b"<A.R01>"
    assert Documents().feed(stream) == [document, document]
    slowly = Documents()
    found = [each for byte in stream for each in slowly.feed(bytes([byte]))]
    assert found == [document, document]


def test_what_never_ends_is_thrown_away() -> None:
    documents = Documents()
    assert documents.feed(b"<A.R01>" + b" " * LIMIT_BYTES) == []
    assert documents.feed(PLAIN) == [PLAIN]


def test_an_element_carries_its_value_in_an_attribute_and_escapes_it() -> None:
    assert element("A.b", V='1 < 2 & "x"') == '<A.b V="1 &lt; 2 &amp; &quot;x&quot;"/>'
    assert element("N.text", "18.0", V="T") == '<N.text V="T">18.0</N.text>'
    assert element("A.b", V="李\x07珅\n") == '<A.b V="李珅"/>'
