"""`manage.py check_upload`, and the checks of uploads: what is taken, what is refused, by which rule and words.

Every file is written here; none is dangerous, and the test string of virus scanners is what it says.
"""

import hashlib
import json
import re
import subprocess
import sys
import zipfile
from io import StringIO

import pikepdf
import pytest
from django.conf import settings
from django.core.management import call_command
from pikepdf import Name, String

from procurement.commands import Unusable
from procurement.filechecks import check_file
from procurement.filechecks.contraband import EICAR
from procurement.filechecks.problems import Rule
from tests.factories import files_to_send as files
from tests.factories.files_to_send import (
    ELF,
    GOOD,
    HTML,
    JPEG,
    MZ,
    OLE,
    PACKED,
    PLAIN,
    PNG,
    SCRIPT,
    SVG,
    acting,
    attached,
    pdf,
    related,
    sample,
    with_parts,
    zipped,
)

LOCKED = pikepdf.Encryption(owner="o", user="u")
GENERATE = pikepdf.ObjectStreamMode.generate
MANIFEST = (b"</manifest:manifest>", b"<encryption-data/></manifest:manifest>")
TYPES = (b"</Types>", b'<Override ContentType="application/vnd.ms-office.vbaProject"/></Types>')
TABLE = with_parts("xlsx", ("xl/a.exe", MZ))
FIELD = b'<w:instrText xml:space="preserve"> DDEAUTO c:\\cmd.exe</w:instrText>'
DDE = b"\"=cmd|' /C calc'!A0\";1\r\n"

HOSTILE = [
    # Nothing, or only a part.
    *((f"empty.{kind}", b"", "empty") for kind in ("pdf", "docx", "csv", "png", "zip")),
    ("nothing in it.zip", zipped(), "empty"),
    ("folders only.zip", zipped(("a/", b""), ("a/b/", b"")), "empty"),
    ("half.pdf", PLAIN[: len(PLAIN) // 2], "broken"),
    ("no pages.pdf", pdf(files.no_pages), "broken"),
    ("header only.pdf", b"%PDF-1.7\n%%EOF", "broken"),
    ("no table.pdf", PLAIN.replace(b"xref", b"xxxx"), "broken"),
    ("half.docx", sample("docx")[:9000], "broken"),
    ("half.zip", zipped(("a.txt", b"x" * 999))[:-30], "broken"),
    ("half.png", PNG[:-5], "broken"),
    ("half.jpg", JPEG[:-2], "broken"),
    # Locked.
    ("locked.pdf", pdf(encryption=LOCKED), "encrypted"),
    ("rights.pdf", pdf(encryption=pikepdf.Encryption(owner="o", user="")), "encrypted"),
    ("locked.docx", OLE, "encrypted"),
    ("locked.odt", with_parts("odt", m=MANIFEST), "encrypted"),
    ("locked.zip", files.locked_zip(), "encrypted"),
    # PDFs that act.
    ("script.pdf", SCRIPT, "active"),
    ("packed script.pdf", pdf(acting(S=Name.JavaScript, JS=String("x")), object_stream_mode=GENERATE), "active"),
    ("disguised.pdf", SCRIPT.replace(b"/S /JavaScript >>", b"/S/J#61vaScript>>"), "active"),
    ("launch.pdf", pdf(acting(S=Name.Launch, F=String("cmd.exe"))), "active"),
    ("submit.pdf", pdf(acting(S=Name.SubmitForm, F=String("http://example.org"))), "active"),
    ("import.pdf", pdf(acting(S=Name.ImportData, F=String("x.fdf"))), "active"),
    ("film.pdf", pdf(files.rich_media), "active"),
    ("xfa.pdf", pdf(files.form_of_xfa), "active"),
    ("program attached.pdf", pdf(attached("setup.exe", MZ)), "nested"),
    ("program under another name attached.pdf", pdf(attached("table.xlsx", MZ)), "nested"),
    ("virus attached.pdf", pdf(attached("a.txt", EICAR)), "virus"),
    # Not what the name says.
    ("program.pdf", MZ, "content"),
    ("program.txt", ELF, "content"),
    ("program.png", MZ, "content"),
    ("picture.pdf", PNG, "content"),
    ("photo.png", JPEG, "content"),
    ("page.txt", HTML, "content"),
    ("page.csv", b"\xef\xbb\xbf  " + HTML, "content"),
    ("page in UTF-16.txt", HTML.decode().encode("utf-16"), "content"),
    ("page.pdf", HTML, "content"),
    ("drawing.txt", SVG, "content"),
    ("drawing.png", SVG, "content"),
    ("drawing.xml", SVG, "content"),
    ("page.xml", b'<html xmlns="http://www.w3.org/1999/xhtml"/>', "content"),
    ("dressed.xml", b'<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><a/>', "content"),
    ("script.txt", b"#!/bin/sh\nrm -rf /\n", "content"),
    ("letter.txt", b"{\\rtf1 hello}", "content"),
    ("table.docx", files.excel(), "content"),
    ("text.ods", sample("odt"), "content"),
    ("any.docx", zipped(("a.txt", b"x")), "content"),
    ("entities.xml", b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "doctype"),
    # Kinds that are not taken.
    *((name, content, "type") for name, content in [
        ("drawing.svg", SVG), ("page.html", HTML), ("page.htm", HTML), ("setup.exe", MZ), ("offer.pdf.exe", MZ),
        ("macros.docm", sample("docx")), ("macros.xlsm", sample("xlsx")), ("old.doc", OLE), ("a.js", b"alert(1)"),
        ("a.bat", b"@echo off"), ("a.lnk", b"L\x00"), ("a.7z", b"7z\xbc\xaf\x27\x1c"), ("a.jar", zipped()),
        ("none", b"x"),
    ]),
    # Two things at once.
    ("and zip.pdf", PLAIN + zipped(("a.exe", MZ)), "polyglot"),
    ("zip within.pdf", pdf(files.carrying_zip, compress_streams=False), "polyglot"),
    ("and script.pdf", PLAIN + HTML, "polyglot"),
    ("and page.pdf", b"%PDF-1.7\n%" + HTML + PLAIN[8:], "polyglot"),
    ("and pdf.png", PNG[:40] + PLAIN, "polyglot"),
    ("and zip.png", PNG + zipped(("a.exe", MZ)), "polyglot"),
    ("and page.jpg", JPEG + HTML, "polyglot"),
    ("and rar.jpg", JPEG + b"Rar!\x1a\x07\x00", "polyglot"),
    ("and program.zip", MZ + zipped(("a.txt", b"x")), "content"),
    ("and page.zip", zipped(("a.txt", b"x")) + HTML, "polyglot"),
    # Names that lead elsewhere.
    ("up.zip", zipped(("../../etc/passwd.txt", b"x")), "path"),
    ("absolute.zip", zipped(("/etc/cron.txt", b"x")), "path"),
    ("backslash.zip", zipped(("..\\..\\a.txt", b"x")), "path"),
    ("drive.zip", zipped(("C:/a.txt", b"x")), "path"),
    ("link.zip", files.zip_of_one(files.symlink(), b"/etc/passwd"), "path"),
    ("up.docx", with_parts("docx", ("../a.xml", b"x")), "path"),
    ("..\\up.pdf", PLAIN, "name"),
    ("turned\u202efdp.txt", b"x", "name"),
    (".hidden.pdf", PLAIN, "name"),
    ("con.pdf", PLAIN, "name"),
    # Bombs.
    ("bomb.zip", zipped(("a.txt", b" " * 20_000_000)), "bomb"),
    ("bomb.xlsx", with_parts("xlsx", ("xl/media/a.xml", b" " * 20_000_000)), "bomb"),
    ("bomb.png", files.enormous_png(), "bomb"),
    ("many.zip", zipped(*((f"{n}.txt", b"x") for n in range(5_001))), "entries"),
    # Archives and programs inside.
    ("zip in zip in zip.zip", zipped(("b.zip", zipped(("c.zip", zipped(("a.txt", b"x")))))), "nested"),
    ("zip in zip.zip", zipped(("b.zip", zipped(("a.txt", b"x")))), "nested"),
    ("program.zip", zipped(("a.txt", b"x"), ("setup.exe", MZ)), "type"),
    ("program under another name.zip", zipped(("letter.txt", MZ)), "content"),
    ("program in a corner.zip", zipped(("a.txt", b"x"), ("__MACOSX/setup.exe", MZ)), "type"),
    ("program as a leftover.zip", zipped(("a.txt", b"x"), ("__MACOSX/._a.txt", MZ)), "name"),
    ("page.zip", zipped(("a.html", HTML)), "type"),
    ("script.zip", zipped(("a.pdf", SCRIPT)), "active"),
    ("macros.zip", zipped(("a.docm", sample("docx"))), "type"),
    ("program.docx", with_parts("docx", ("word/media/setup.exe", MZ)), "nested"),
    ("program under another name.docx", with_parts("docx", ("word/media/image1.png", MZ)), "nested"),
    ("program packed.docx", with_parts("docx", ("word/embeddings/oleObject1.bin", PACKED)), "nested"),
    ("program in table.pptx", with_parts("pptx", ("ppt/embeddings/a.xlsx", TABLE)), "nested"),
    # Macros, and documents that act.
    ("macros.docx", with_parts("docx", ("word/vbaProject.bin", OLE)), "macros"),
    ("renamed macros.docx", with_parts("docx", t=TYPES), "macros"),
    ("macros.xlsx", with_parts("xlsx", ("xl/macrosheets/sheet1.xml", b"<x/>")), "macros"),
    ("macros.odt", with_parts("odt", ("Basic/Standard/Module1.xml", b"<x/>")), "macros"),
    ("python.ods", with_parts("ods", ("Scripts/python/a.txt", b"x")), "macros"),
    ("button.odt", with_parts("odt", ("Object 1/content.xml", b'<a href="vnd.sun.star.script:x"/>')), "macros"),
    ("macros in table.docx", with_parts("docx", ("word/embeddings/a.xlsm", sample("xlsx"))), "macros"),
    ("template.docx", with_parts("docx", ("word/_rels/settings.xml.rels", related("attachedTemplate"))), "active"),
    ("object.pptx", with_parts("pptx", ("ppt/_rels/x.rels", related("oleObject"))), "active"),
    ("field.docx", with_parts("docx", ("word/footer9.xml", FIELD)), "active"),
    ("link.xlsx", with_parts("xlsx", ("xl/externalLinks/externalLink1.xml", b'<ddeLink ddeService="cmd"/>')), "active"),
    ("formula.csv", DDE, "active"),
    # The test string.
    ("eicar.txt", EICAR, "virus"),
    ("eicar.csv", b"a;b\r\n" + EICAR, "virus"),
    ("eicar.zip", zipped(("a.txt", EICAR)), "virus"),
    ("eicar.pdf", EICAR, "virus"),
    ("eicar.docx", with_parts("docx", ("word/media/a.txt", EICAR)), "virus"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "rule"), HOSTILE, ids=[name for name, *_ in HOSTILE])
def test_what_must_not_be_taken_is_refused_by_its_rule(name, content, rule):
    problems = check_file(name, content, max_bytes=10_000_000)
    assert [str(problem.rule) for problem in problems][:1] == [rule]
    assert all(re.fullmatch(r"\S.*[.)]", problem.sentence) for problem in problems)


@pytest.mark.parametrize(("name", "content"), GOOD.items(), ids=GOOD)
def test_what_offices_send_is_taken(name, content):
    assert check_file(name, content, max_bytes=10_000_000) == []


def test_every_rule_is_tried_and_told_in_the_documents():
    told = re.findall(r"^\| `(\w+)` \|", (settings.BASE_DIR / "docs/uploads.md").read_text(), re.MULTILINE)
    assert told == [str(rule) for rule in Rule]
    assert {rule for *_, rule in HOSTILE} == set(told) - {"size"}


def check(*words: object) -> tuple[int, list[dict]]:
    out = StringIO()
    try:
        call_command("check_upload", *map(str, words), stdout=out)
    except SystemExit as end:
        return int(str(end.code)), [json.loads(line) for line in out.getvalue().splitlines()]
    return 0, [json.loads(line) for line in out.getvalue().splitlines()]


def test_one_line_per_file_in_the_language_that_was_asked(tmp_path):
    good, bad = tmp_path / "prix.csv", tmp_path / "vide.pdf"
    good.write_bytes(b"lot;prix")
    bad.write_bytes(b"")
    accepted = {"file": str(good), "accepted": True, "rule": None, "sentence": None}
    refused = {"file": str(bad), "accepted": False, "rule": "empty", "sentence": "Ce fichier est vide (0\xa0octet)."}
    digests = [hashlib.sha256(content).hexdigest() for content in (b"lot;prix", b"")]
    assert check(good, bad, "--lang", "fr") == (
        1,
        [accepted | {"sha256": digests[0]}, refused | {"sha256": digests[1]}],
    )
    assert check(good)[0] == 0


def test_the_same_sentence_as_the_upload_in_every_language(tmp_path):
    file = tmp_path / "a.zip"
    file.write_bytes(zipped(("setup.exe", MZ)))
    sentences = {check(file, "--lang", language)[1][0]["sentence"] for language in ("en", "fr", "nl", "de")}
    assert len(sentences) == 4
    assert all("setup.exe" in sentence for sentence in sentences)


@pytest.mark.parametrize("missing", ["nowhere.pdf", "."])
def test_what_is_no_file_is_unusable_and_nothing_is_printed(tmp_path, missing, capsys):
    (tmp_path / "a.txt").write_bytes(b"x")
    with pytest.raises(Unusable, match="is not a file"):
        call_command("check_upload", str(tmp_path / "a.txt"), str(tmp_path / missing))
    assert capsys.readouterr().out == ""


def test_the_real_command_needs_no_database(tmp_path):
    (tmp_path / "a.zip").write_bytes(zipped(("a.txt", b"x"), packing=zipfile.ZIP_STORED))
    environment = {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none", "PATH": "/usr/bin"}
    command = [sys.executable, "manage.py", "check_upload", str(tmp_path / "a.zip")]
    ended = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True, check=False, env=environment)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert json.loads(ended.stdout)["accepted"] is True
