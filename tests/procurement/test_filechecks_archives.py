"""ZIP and office files: ordinary ones pass; traps, bombs, macros and passwords are refused, each with its rule."""

import io
import struct
import zipfile

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procurement.filechecks import archives, check_file

LIMIT = 10_000_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SLIDES = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override ContentType="{}"/></Types>'
)


def rules(content, name):
    return [problem.rule for problem in check_file(name, content, max_bytes=LIMIT)]


def packed(parts, comment=b""):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return target.getvalue()


def word(main=WORD, **more):
    parts = {"[Content_Types].xml": TYPES.format(main), "word/document.xml": "<w/>"}
    return packed(parts | {name.replace("__", "/"): content for name, content in more.items()})


def odf(kind, **more):
    parts = {"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>"}
    return packed(parts | {"META-INF/manifest.xml": "<m/>"} | more)


def excel():
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Lot 1", 12345.6])
    book.save(target)
    return target.getvalue()


ZIP = packed({"prices/lot 1.xlsx": excel(), "notes.txt": "Dear buyer", "prices/": ""})


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", word()),
        ("a.DOCX", word()),
        ("a.xlsx", excel()),
        ("a.pptx", word(SLIDES)),
        ("a.odt", odf("text")),
        ("a.ods", odf("spreadsheet")),
        ("a.docx", word(**{"word/embeddings/chart.xlsx": excel()})),
        ("a.odt", odf("text", **{"Basic/Standard/script-lb.xml": "<empty/>"})),
        ("a.zip", ZIP),
        (
            "a.zip",
            packed({"a.txt": "x", "__MACOSX/._a.txt": b"\x00\x05", ".DS_Store": b"\x00", "x/Thumbs.db": b"\xd0"}),
        ),
        ("a.zip", packed({"a.txt": "x"}, comment=b"5f0c2d, 1 March")),
    ],
)
def test_ordinary_files_pass(name, content):
    assert rules(content, name) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", excel()),
        ("a.xlsx", word()),
        ("a.pptx", word()),
        ("a.odt", odf("spreadsheet")),
        ("a.ods", word()),
        ("a.docx", ZIP),
        ("a.docx", b"just text"),
        ("a.zip", b"%PDF-1.7 something"),
    ],
)
def test_a_file_under_another_name_is_refused(name, content):
    assert rules(content, name) == ["content"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", word("application/vnd.ms-word.document.macroEnabled.main+xml")),
        ("a.docx", word("application/vnd.ms-word.document.macroEnabled.main+xml".encode("utf-16").decode("utf-16"))),
        ("a.docx", word(**{"word/vbaProject.bin": b"x"})),
        ("a.docx", word(**{"word/VBAPROJECT.BIN": b"x"})),
        ("a.docx", word(**{"word/activeX/activeX1.xml": b"x"})),
        ("a.docx", word(**{"word/embeddings/sums.xlsm": b"x"})),
        ("a.odt", odf("text", **{"Basic/Standard/Module1.xml": "x"})),
        ("a.odt", odf("text", **{"Scripts/python/a.py": "x"})),
    ],
)
def test_macros_are_refused(name, content):
    assert rules(content, name) == ["macros"]


@pytest.mark.parametrize("inner", ["word/embeddings/x.zip", "word/media/x.EXE", "word/x.rar", "x.js", "x.lnk"])
def test_archives_and_programs_inside_documents_are_refused(inner):
    assert rules(word(**{inner: b"x"}), "a.docx") == ["nested"]


class TestPasswords:
    def test_old_or_protected_office_files(self):
        problems = check_file("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), max_bytes=LIMIT)
        assert [problem.rule for problem in problems] == ["encrypted"]
        assert "without password" in problems[0].sentence

    def test_protected_odf(self):
        assert rules(odf("text", **{"META-INF/manifest.xml": "<encryption-data/>"}), "a.odt") == ["encrypted"]

    def test_protected_zip(self):
        flags = bytearray(packed({"a.txt": "x"}))
        flags[6] |= 1
        flags[flags.index(b"PK\x01\x02") + 8] |= 1
        assert "encrypted" in rules(bytes(flags), "a.zip")


@pytest.mark.parametrize("inner", ["../a.txt", "a/../../b.txt", "/etc/a.txt", "..", "a\\b.txt", "C:a.txt", "a\nb.txt"])
def test_names_that_lead_elsewhere_are_refused(inner):
    assert "path" in rules(packed({inner: "x"}), "a.zip")


def test_a_name_with_a_hidden_end_is_refused():
    assert "path" in rules(packed({"a.txt_.pdf": "x"}).replace(b"a.txt_.pdf", b"a.txt\x00.pdf"), "a.zip")


def test_links_and_doubles_are_refused():
    link = zipfile.ZipInfo("a.txt")
    link.external_attr = 0o120777 << 16
    assert "path" in rules(packed({link: "/etc/passwd"}), "a.zip")
    assert "path" in rules(packed({"a.txt": "x", "b.txt": "y"}).replace(b"b.txt", b"a.txt"), "a.zip")


class TestBombs:
    def test_a_small_file_that_unpacks_to_a_large_one(self):
        assert rules(packed({"a.txt": b" " * 60_000_000}), "a.zip") == ["bomb"]
        assert rules(word(word__x=b" " * 60_000_000), "a.docx") == ["bomb"]

    def test_a_size_that_is_only_claimed(self):
        content = bytearray(packed({"a.txt": "x"}))
        place = content.index(b"PK\x01\x02") + 24
        content[place : place + 4] = struct.pack("<I", 2_000_000_000)
        assert rules(bytes(content), "a.zip") == ["bomb"]

    def test_entries_that_share_the_same_bytes(self):
        content = bytearray(packed({"a.txt": "x" * 999, "b.txt": "y" * 999}))
        second = content.rindex(b"PK\x01\x02")
        content[second + 42 : second + 46] = struct.pack("<I", 5)
        assert "bomb" in rules(bytes(content), "a.zip")

    def test_too_many_entries(self):
        many = packed({f"{number}.txt": "x" for number in range(archives.MAX_ENTRIES + 1)})
        assert rules(many, "a.zip") == ["entries"]
        assert rules(packed({"a.txt": b"PK\x01\x02" * 9}) + b"PK\x01\x02" * 20 * archives.MAX_ENTRIES, "a.zip") == [
            "entries"
        ]


class TestTwoInOne:
    def test_something_before_the_archive(self):
        assert rules(b"#!/bin/sh\n" + ZIP, "a.zip") == ["content"]
        assert rules(b"PK\x00\x00 hidden" + ZIP, "a.zip") == ["polyglot"]

    def test_something_behind_the_archive(self):
        assert rules(ZIP + b"hidden", "a.zip") == ["polyglot"]
        assert rules(packed({"a.txt": "x"}, comment=b"%PDF-1.7 %%EOF"), "a.zip") == ["polyglot"]
        assert rules(word() + b"<script>", "a.docx") == ["polyglot"]


class TestInsideAZip:
    def test_the_same_rules_hold_inside(self):
        content = packed(
            {
                "x/bad.docx": word(**{"word/vbaProject.bin": b"x"}),
                "x/bad.xml": "<!DOCTYPE a><a/>",
                "x/bad.exe": "MZ",
                "x/none.txt": "",
                "x/good.txt": "hello",
            }
        )
        problems = check_file("a.zip", content, max_bytes=LIMIT)
        assert [problem.rule for problem in problems] == ["macros", "doctype", "type", "empty"]
        assert problems[0].sentence.startswith("In the archive, “x/bad.docx”: This file holds macros.")

    def test_no_archive_in_an_archive(self):
        assert rules(packed({"b.zip": ZIP}), "a.zip") == ["nested"]

    def test_an_archive_in_disguise_in_an_archive(self):
        assert rules(packed({"b.txt": ZIP}), "a.zip") == ["polyglot"]

    def test_no_more_than_ten_sentences(self):
        assert len(rules(packed({f"{number}.exe": "x" for number in range(30)}), "a.zip")) == 10


def test_an_empty_archive_is_refused():
    assert rules(packed({}), "a.zip") == ["empty"]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04", ZIP[:-30], ZIP[: len(ZIP) // 2], ZIP.replace(b"PK\x01\x02", b"PK\x01\x03")]
)
def test_a_broken_archive_is_refused(content):
    assert rules(content, "a.zip") == ["broken"]


def test_a_damaged_part_is_noticed():
    content = bytearray(word(word__text="".join(map(str, range(3000)))))
    content[content.index(b"PK\x01\x02") - 200] ^= 0xFF
    assert rules(bytes(content), "a.docx") == ["broken"]


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_damage_never_ends_in_a_traceback(data):
    name, whole = data.draw(st.sampled_from([("a.zip", ZIP), ("a.docx", word()), ("a.odt", odf("text"))]))
    content = bytearray(whole)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert all(problem.sentence for problem in check_file(name, bytes(content), max_bytes=LIMIT))
