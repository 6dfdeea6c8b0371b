"""Names, sizes, texts, XML and pictures."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from procurement.filechecks import ALLOWED, check_file

LIMIT = 1_000_000


def rules(content, name):
    return [problem.rule for problem in check_file(name, content, max_bytes=LIMIT)]


def picture(kind):
    target = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(target, kind)
    return target.getvalue()


PNG, JPEG = picture("PNG"), picture("JPEG")


class TestAtTheDoor:
    @pytest.mark.parametrize("name", ["offer.txt", "Offre économique (lot 1).TXT", "a.b.c.txt", "报价.txt"])
    def test_ordinary_names_pass(self, name):
        assert rules(b"hello", name) == []

    @pytest.mark.parametrize(
        "name",
        [
            "a/b.txt",
            "..\\b.txt",
            "a\x00.txt",
            "a\n.txt",
            "x\u202efdp.txt",
            ".hidden.txt",
            "con:a.txt",
            "x" * 200 + ".txt",
            "\ud800.txt",
        ],
    )
    def test_names_that_deceive_are_refused(self, name):
        assert rules(b"hello", name) == ["name"]

    @pytest.mark.parametrize("name", ["a.exe", "a", "a.pdf.exe", "a.docm", "a.html", "a.svg", "a.txt ", "a.doc"])
    def test_other_kinds_are_refused_and_the_accepted_ones_named(self, name):
        problems = check_file(name, b"hello", max_bytes=LIMIT)
        assert [problem.rule for problem in problems] == ["type"]
        assert all(kind in problems[0].sentence for kind in ALLOWED)

    @pytest.mark.parametrize("kind", ALLOWED)
    def test_an_empty_file_of_any_kind_is_refused(self, kind):
        assert rules(b"", f"a.{kind}") == ["empty"]

    def test_the_limit_is_the_one_that_was_shown(self):
        assert rules(b"x" * LIMIT, "a.txt") == []
        problems = check_file("a.txt", b"x" * (LIMIT + 50_000), max_bytes=LIMIT)
        assert [problem.sentence for problem in problems] == [
            "This file is too large: 1.1 MB. At most 1 MB are accepted."
        ]

    def test_every_problem_at_the_door_is_told_at_once(self):
        assert rules(b"", "a/b.exe") == ["name", "type", "empty"]

    def test_the_content_may_be_a_view_or_a_path(self, tmp_path):
        path = tmp_path / "a.png"
        path.write_bytes(PNG)
        for content in (bytearray(PNG), memoryview(PNG), path):
            assert rules(content, "a.png") == []
        assert rules(path, "a.jpg") == ["content"]


class TestTexts:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "latin-1"])
    def test_the_encodings_that_spreadsheets_write_pass(self, encoding):
        assert rules("lot;prix\r\n1;12 345,60\tété".encode(encoding), "a.csv") == []

    @pytest.mark.parametrize(
        "content", [b"a\x00b", b"\x7fELF\x02", b"MZ\x90\x00", PNG, "a\x01".encode("utf-16"), b"\xff\xfea"]
    )
    def test_programs_and_pictures_are_no_texts(self, content):
        assert rules(content, "a.txt") == ["content"]


class TestXml:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
    def test_well_formed_xml_passes(self, encoding):
        assert rules(f'<?xml version="1.0" encoding="{encoding}"?><a b="é">é</a>'.encode(encoding), "a.xml") == []

    @pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be", "iso-8859-1", "cp1252"])
    @pytest.mark.parametrize(
        "doctype",
        [
            "<!DOCTYPE a>",
            '<!DOCTYPE a SYSTEM "file:///etc/passwd">',
            '<!DOCTYPE a [<!ENTITY x "' + "x" * 1000 + '"><!ENTITY y "&x;&x;">]>',
        ],
    )
    def test_a_doctype_is_refused_in_any_encoding(self, encoding, doctype):
        mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
        content = f"{mark}<?xml version='1.0' encoding='{encoding[:6] if mark else encoding}'?>{doctype}<a>&y;</a>"
        assert rules(content.encode(encoding), "a.xml") == ["doctype"]

    @pytest.mark.parametrize(
        "content",
        [b"<a>", b"hello", b"<a/><b/>", b"<a>&x;</a>", b"<?xml version='1.0' encoding='klingon'?><a/>", b"<a>\xff</a>"],
    )
    def test_broken_xml_is_refused(self, content):
        assert rules(content, "a.xml") == ["broken"]

    @pytest.mark.parametrize("encoding", ["utf-7", "cp037", "utf-32"])
    def test_encodings_that_could_hide_a_doctype_are_not_read_at_all(self, encoding):
        content = f"<?xml version='1.0' encoding='{encoding}'?><!DOCTYPE a><a/>".encode(encoding)
        assert rules(content, "a.xml") in (["broken"], ["doctype"])

    def test_a_hundred_thousand_levels_are_no_trouble(self):
        assert rules(b"<a>" * 100_000 + b"</a>" * 100_000, "a.xml") == []


class TestPictures:
    @pytest.mark.parametrize(("name", "content"), [("a.png", PNG), ("a.jpg", JPEG), ("a.JPEG", JPEG)])
    def test_pictures_pass(self, name, content):
        assert rules(content, name) == []

    @pytest.mark.parametrize(
        ("name", "content"), [("a.png", JPEG), ("a.jpg", PNG), ("a.png", b"\x89PNG"), ("a.jpg", b"GIF89a")]
    )
    def test_other_content_is_refused(self, name, content):
        assert rules(content, name) == ["content"]

    @pytest.mark.parametrize(("name", "content"), [("a.png", PNG[:-5]), ("a.png", PNG[:40]), ("a.jpg", JPEG[:-2])])
    def test_cut_pictures_are_refused(self, name, content):
        assert rules(content, name) == ["broken"]

    @pytest.mark.parametrize("hidden", [b"<?php", b"x" * 999])
    def test_data_behind_a_png_is_refused(self, hidden):
        assert rules(PNG + hidden, "a.png") == ["polyglot"]

    def test_a_picture_that_is_also_an_archive_is_refused(self):
        archive = b"PK\x01\x02" + bytes(50) + b"PK\x05\x06" + bytes(18)
        assert rules(JPEG + archive, "a.jpg") == ["polyglot"]
        assert rules(JPEG + b"Rar!\x1a\x07\x01", "a.jpg") == ["polyglot"]

    def test_a_picture_that_is_also_a_pdf_is_refused(self):
        assert rules(JPEG[:20] + b"%PDF-1.7" + JPEG[20:], "a.jpg") == ["polyglot"]

    def test_the_second_picture_that_cameras_add_may_stay(self):
        assert rules(JPEG + JPEG + b"notes", "a.jpg") == []


@given(st.binary(max_size=300), st.sampled_from(ALLOWED))
@settings(deadline=None)
def test_no_content_ends_in_a_traceback(content, kind):
    assert all(problem.sentence for problem in check_file(f"a.{kind}", content, max_bytes=LIMIT))
