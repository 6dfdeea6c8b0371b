"""What comes from strangers is refused in one sentence before it can do harm."""

import pytest

from procurement import safe_xml
from procurement.safe_xml import XmlRefused, read_xml

BOMB = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cc"><!ENTITY d "&b;&b;">]><a>&d;</a>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'
REMOTE = '<!DOCTYPE a SYSTEM "http://attacker.example/a.dtd"><a/>'


def refusal(data):
    with pytest.raises(XmlRefused) as refused:
        read_xml(data)
    assert refused.value.sentence.endswith(".")
    assert str(refused.value) == refused.value.sentence
    return refused.value.sentence


@pytest.mark.parametrize("text", [BOMB, OUTSIDE, REMOTE, "<!doctype html><html></html>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_declaration_is_refused_in_every_encoding(text, encoding):
    assert "document type declaration" in refusal(text.encode(encoding))


@pytest.mark.parametrize(
    "data",
    [
        b"\n<?xml version='1.0'?><!-- <a> --><?x <a> ?><!DOCTYPE a><a/>",
        b"<!--" + b"x" * safe_xml.FIRST_CHUNK + b"--><!DOCTYPE a><a/>",
        b"<?xml version='1.0' encoding='iso-8859-1'?>" + b"<!-- -->" * 9000 + BOMB[21:].encode(),
    ],
)
def test_a_declaration_can_not_hide_behind_comments(data):
    assert "document type declaration" in refusal(data)


def test_a_declaration_written_in_utf7_is_refused():
    refusal(b"<?xml version='1.0' encoding='UTF-7'?>+ADwAIQ-DOCTYPE a+AD4-<a/>")


def test_a_file_of_another_alphabet_is_refused():
    refusal(BOMB.encode("cp037"))


def test_no_bytes_hide_a_declaration_from_the_parser(monkeypatch):
    monkeypatch.setattr(safe_xml, "_declares_doctype", lambda head: False)
    for encoding in ("utf-8", "utf-16"):
        assert "document type declaration" in refusal(BOMB.encode(encoding))


def test_the_word_in_a_text_is_a_text():
    assert read_xml(b"<a><![CDATA[<!DOCTYPE html>]]></a>").text == "<!DOCTYPE html>"


def test_an_entity_without_declaration_is_broken_xml():
    assert refusal(b"<a>\n&nbsp;</a>") == "The XML is broken at line 2."


def test_nothing_is_included():
    include = b'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></a>'
    assert "".join(read_xml(include).itertext()) == ""


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "The file is empty."),
        (b" \n ", "The file is empty."),
        (b"{}", "The file is not XML."),
        (b"%PDF-1.7", "The file is not XML."),
        (b"\x00" * 20, "The file is not XML."),
        (b"<a>", "The XML is broken at line 1."),
        (b"<a>\n\n</b>", "The XML is broken at line 3."),
        (b"<a/><a/>", "The XML is broken at line 1."),
        (b"<x:a/>", "The XML is broken at line 1."),
        (b"<a>\xff</a>", "The XML is broken at line 1."),
        (b"<?xml version='1.0' encoding='rot13'?><a/>", "The XML is in an encoding that can't be read."),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", "The XML is in an encoding that can't be read."),
    ],
)
def test_what_can_not_be_read_is_said_in_a_sentence(data, sentence):
    assert refusal(data) == sentence


def test_a_file_may_be_20_megabytes_and_no_more():
    filler = b" " * (safe_xml.MAX_BYTES - len(b"<a>x</a>"))
    assert read_xml(b"<a>x" + filler + b"</a>").tag == "a"
    assert refusal(b"<a>x" + filler + b" </a>") == "The file is larger than 20 MB."


def test_depth_elements_and_attributes_are_bounded(monkeypatch):
    monkeypatch.setattr(safe_xml, "MAX_ELEMENTS", 1000)
    deepest = safe_xml.MAX_DEPTH
    assert read_xml(b"<a>" * deepest + b"</a>" * deepest).tag == "a"
    for data in (
        b"<a>" * (deepest + 1) + b"</a>" * (deepest + 1),
        b"<a>" + b"<b/>" * 1000 + b"</a>",
        b"<a " + b" ".join(b"b%d=''" % number for number in range(101)) + b"/>",
    ):
        assert "too deep or has too many elements" in refusal(data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1", "windows-1252"])
def test_honest_encodings_are_read(encoding):
    declared = "utf-8" if encoding == "utf-8-sig" else encoding
    root = read_xml(f'<?xml version="1.0" encoding="{declared}"?>\n<a>é</a>'.encode(encoding))
    assert root.text == "é"


def test_names_come_without_namespace_whatever_the_prefix():
    root = read_xml(b'<q:a xmlns:q="urn:one" xmlns="urn:two"><b c="1"/></q:a>')
    assert (root.tag, root[0].tag, root[0].attrib) == ("a", "b", {"c": "1"})
