"""Files for the checks of uploads: real ones of every accepted kind, and many that must not be taken."""

import io
import stat
import struct
import zipfile
import zlib
from pathlib import Path

import openpyxl
import pikepdf
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

SAMPLES = Path(__file__).with_name("office_samples")  # made by python-docx, python-pptx, XlsxWriter, odfpy, reportlab
MZ, ELF = b"MZ\x90\x00" + bytes(60), b"\x7fELF\x02\x01\x01" + bytes(60)
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
_RELATION = (
    '<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
    '{}" Target="http://example.org/x" TargetMode="External"/></Relationships>'
)


def related(kind: str) -> bytes:
    return _RELATION.format(kind).encode()


def sample(kind: str) -> bytes:
    return next(SAMPLES.glob(f"*.{kind}")).read_bytes()


def zipped(*parts: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", packing) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return target.getvalue()


def zip_of_one(entry: zipfile.ZipInfo, content: bytes = b"x") -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(entry, content)
    return target.getvalue()


def with_parts(kind: str, *more: tuple[str, bytes], **changed: tuple[bytes, bytes]) -> bytes:
    """A real document with parts put in, and bytes exchanged in its list of contents."""
    with zipfile.ZipFile(io.BytesIO(sample(kind))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for before, after in changed.values():
        parts = {name: content.replace(before, after) for name, content in parts.items()}
    return zipped(*(parts | dict(more)).items())


def pdf(change=id, **saving) -> bytes:
    made = pikepdf.new()
    made.add_blank_page()
    change(made)
    target = io.BytesIO()
    made.save(target, **saving)
    return target.getvalue()


def acting(**action):
    def change(made):
        made.Root.OpenAction = Dictionary(**action)

    return change


def attached(name: str, content: bytes):
    def change(made):
        made.attachments[name] = content

    return change


def rich_media(made):
    made.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia, Rect=Array([0, 0, 9, 9]))])


def form_of_xfa(made):
    made.Root.AcroForm = Dictionary(Fields=Array([]), XFA=made.make_stream(b"<xdp/>"))


def no_pages(made):
    del made.pages[0]


def carrying_zip(made):
    made.Root.Extra = made.make_stream(zipped(("a.exe", MZ)))


def picture(kind: str, mode: str = "RGB", **saving) -> bytes:
    target = io.BytesIO()
    Image.new(mode, (40, 30)).save(target, kind, **saving)
    return target.getvalue()


def enormous_png() -> bytes:
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def excel() -> bytes:
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["Lot 1", 12345.6, "=SUM(B1:B1)"])
    book.save(target)
    return target.getvalue()


def symlink() -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo("a.txt")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry


def locked_zip() -> bytes:
    content = bytearray(zipped(("a.txt", b"x")))
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


PLAIN, PNG, JPEG = pdf(), picture("PNG"), picture("JPEG")
SCRIPT = pdf(acting(S=Name.JavaScript, JS=String("app.alert(1)")))
PACKED = OLE + "\x01Ole10Native".encode("utf-16-le") + MZ
TABLE = "lot;prix\r\n1;12 345,60 €\r\n2;-7,00 €\r\n"

GOOD = {
    "Offre technique.pdf": PLAIN,
    "packed.pdf": pdf(object_stream_mode=pikepdf.ObjectStreamMode.generate),
    "for the web.pdf": pdf(linearize=True),
    "form.pdf": sample("pdf"),
    "invoice with data.pdf": pdf(attached("factur-x.xml", b"<invoice/>")),
    "mémoire.docx": sample("docx"),
    "MÉMOIRE.DOCX": sample("docx"),
    "slides.pptx": sample("pptx"),
    "bordereau.xlsx": sample("xlsx"),
    "prices.xlsx": excel(),
    "with equation.docx": with_parts("docx", ("word/embeddings/oleObject1.bin", OLE)),
    "with table.docx": with_parts("docx", ("word/embeddings/Microsoft_Excel_Sheet.xlsx", excel())),
    "with link.docx": with_parts("docx", ("word/_rels/footnotes.xml.rels", related("hyperlink"))),
    "open.odt": sample("odt"),
    "open.ods": sample("ods"),
    "open.odp": sample("odp"),
    "open.odg": sample("odg"),
    "as LibreOffice.odt": with_parts("odt", ("Configurations2/accelerator/current.xml", b"")),
    "prix.csv": TABLE.encode(),
    "prix excel.csv": TABLE.encode("cp1252"),
    "prix unicode.csv": TABLE.encode("utf-16"),
    "lettre.txt": b"Madame, Monsieur, 3 < 5 et <nom> reste du texte.",
    "logo.png": PNG,
    "grey.png": picture("PNG", "LA"),
    "photo.jpg": JPEG,
    "photo.jpeg": picture("JPEG", "CMYK", progressive=True),
    "all.zip": zipped(("lot 1/offer.pdf", PLAIN), ("lot 1/prix.xlsx", excel()), ("lot 1/", b""), ("lisez.txt", b"x")),
    "from a mac.zip": zipped(("a.txt", b"x"), ("__MACOSX/._a.txt", b"\x00\x05\x16\x07"), (".DS_Store", b"\x00\x00")),
    "stored.zip": zipped(("plan.png", PNG), packing=zipfile.ZIP_STORED),
}
