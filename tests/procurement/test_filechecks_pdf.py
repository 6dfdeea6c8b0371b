"""PDFs: ordinary ones pass; broken, locked, active and two-in-one ones are refused, each with its rule."""

import io
import multiprocessing
import re
import resource
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String
from weasyprint import HTML

from procurement.filechecks import check_file

LIMIT = 10_000_000
REAL = HTML(string="<h1>Offer</h1><p>Our method, see /JavaScript and /Launch. <a href='https://x.eu'>x</a>").write_pdf()


def rules(content, name="offer.pdf"):
    return [problem.rule for problem in check_file(name, content, max_bytes=LIMIT)]


def made(change=id, **saving):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    change(pdf)
    target = io.BytesIO()
    pdf.save(target, **saving)
    return target.getvalue()


def zip_of(name="a.txt", content=b"hello"):
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, content)
    return target.getvalue()


def test_an_ordinary_pdf_passes():
    assert rules(REAL) == []
    assert rules(REAL + b"\r\n") == []
    assert rules(made(object_stream_mode=pikepdf.ObjectStreamMode.generate)) == []


@pytest.mark.parametrize("protection", [{"owner": "o", "user": "u"}, {"owner": "o", "user": ""}])
def test_a_protected_pdf_is_refused(protection):
    problems = check_file("o.pdf", made(encryption=pikepdf.Encryption(**protection)), max_bytes=LIMIT)
    assert [problem.rule for problem in problems] == ["encrypted"]
    assert "Save it without protection." in problems[0].sentence


@pytest.mark.parametrize(
    "content",
    [REAL[: len(REAL) // 2], REAL[:-40], b"%PDF-1.7\n", b"%PDF-1.7\nhello\n%%EOF", REAL.replace(b"xref", b"xxxx")],
)
def test_a_broken_pdf_is_refused(content):
    assert rules(content) == ["broken"]


def test_a_pdf_without_pages_is_broken():
    def empty(pdf):
        del pdf.pages[0]

    assert rules(made(empty)) == ["broken"]


def opens_with_script(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def script_in_a_stream(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"app.alert(1)"))


def named_script(pdf):
    pdf.Root.Names = Dictionary(
        JavaScript=Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("x"))]))
    )


def launches(pdf):
    action = pdf.make_indirect(Dictionary(S=Name.Launch, F=String("cmd.exe")))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=Array([0, 0, 9, 9]), A=action)])


def launches_roundabout(pdf):
    pdf.Root.OpenAction = Dictionary(S=pdf.make_indirect(Name.Launch), F=String("cmd.exe"))


def deep_inside(pdf):
    inner = Dictionary(S=Name.Launch)
    for _ in range(150):
        inner = Dictionary(Next=Array([inner]))
    pdf.Root.Deep = inner


def in_a_stream_dictionary(pdf):
    stream = pdf.make_stream(b"x")
    stream.AA = Dictionary(O=Dictionary(S=Name.JavaScript, JS=String("x")))
    pdf.Root.Extra = stream


def dynamic_form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))


@pytest.mark.parametrize("packed", list(pikepdf.ObjectStreamMode))
@pytest.mark.parametrize(
    "change",
    [
        opens_with_script,
        script_in_a_stream,
        named_script,
        launches,
        launches_roundabout,
        deep_inside,
        in_a_stream_dictionary,
        dynamic_form,
    ],
)
def test_a_pdf_that_acts_by_itself_is_refused(change, packed):
    assert rules(made(change, object_stream_mode=packed)) == ["active"]


def test_an_action_with_a_disguised_name_is_refused():
    plain, disguised = b"/S /JavaScript >>", b"/S/J#61vaScript>>"
    content = made(opens_with_script)
    assert plain in content
    assert rules(content.replace(plain, disguised)) == ["active"]


def test_words_that_look_like_actions_are_none():
    def talk(pdf):
        pdf.docinfo.Title = String("/JS /Launch /JavaScript")
        pdf.Root.Note = Dictionary(JS=String("a name of a field"), T=Array([Name.Launch]))

    assert rules(made(talk)) == []


class TestTwoInOne:
    def test_an_archive_behind_the_end(self):
        assert rules(REAL + zip_of()) == ["polyglot"]

    def test_an_archive_inside_with_its_end_near_the_end(self):
        def carry(pdf):
            pdf.Root.Extra = pdf.make_stream(zip_of())

        assert rules(made(carry, compress_streams=False)) == ["polyglot"]

    def test_foreign_text_behind_the_end(self):
        assert rules(REAL + b"<script>alert(1)</script>") == ["polyglot"]

    def test_something_before_the_start(self):
        assert rules(b"GIF89a" + REAL) == ["content"]

    @pytest.mark.parametrize("archive", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c"])
    def test_another_kind_of_archive_inside(self, archive):
        assert rules(REAL[:-6] + archive + REAL[-6:]) == ["polyglot"]

    @pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.xml", "a.png", "a.jpg", "a.docx", "a.zip"])
    def test_a_pdf_under_another_name(self, name):
        assert rules(REAL, name) in (["content"], ["polyglot"])


def test_a_pdf_of_too_many_parts_is_refused_before_they_are_read():
    content = made(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    size = re.search(rb"/Size \d+", content).group()
    assert rules(content.replace(size, b"/Size 500001")) == ["entries"]


def bomb(unpacked):
    """A PDF of a few KB whose table of positions unpacks to `unpacked` bytes."""
    body = b"%PDF-1.5\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n2 0 obj\n<< /Kids [] /Count 0 >>\nendobj\n"
    table = zlib.compress(zlib.compress(bytes(unpacked), 9), 9)
    facts = b"/Type /XRef /Size 4 /W [1 4 2] /Root 1 0 R /Filter [/FlateDecode /FlateDecode]"
    stream = b"3 0 obj\n<< %b /Length %d >>\nstream\n%b\nendstream\nendobj\n" % (facts, len(table), table)
    return body + stream + b"startxref\n%d\n%%%%EOF\n" % len(body)


def check_and_tell_memory(content, answers):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = rules(content)
    answers.put((found, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))


def test_a_small_file_cannot_fill_the_memory():
    content = bomb(400_000_000)
    assert len(content) < 5000
    child = multiprocessing.get_context("fork")
    answers = child.SimpleQueue()
    process = child.Process(target=check_and_tell_memory, args=(content, answers))
    process.start()
    process.join(60)
    found, kilobytes = answers.get()
    assert found == ["broken"]
    assert kilobytes < 150_000


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_damage_never_ends_in_a_traceback(data):
    content = bytearray(REAL)
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(REAL) - 1))] = data.draw(st.integers(0, 255))
    assert all(problem.sentence for problem in check_file("a.pdf", bytes(content), max_bytes=LIMIT))
