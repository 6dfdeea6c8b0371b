"""A mail for eyes that want more than plain text. It is made from the text, so that both always say the same."""

import re
from collections.abc import Iterator

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

LINK = "color:#0b5688;overflow-wrap:anywhere"
_ADDRESS = re.compile(r"(https?://\S*[^\s.,;:!?)»”])")


def as_html(subject: str, text: str, language: str) -> str:
    """Return a mail's HTML: the subject as its title, each paragraph of the text, links only to this site's own pages.

    What people typed may name any address; it stays text, so that no mail of ours leads anybody elsewhere.
    """
    page = {
        "subject": subject,
        "paragraphs": [_paragraph(part) for part in re.split(r"\n\s*\n", text.strip())],
        "language": language,
        "site_name": settings.SITE_NAME,
        "home": settings.BASE_URL,
        "link": LINK,
    }
    return render_to_string("emails/base.html", page)


def _paragraph(text: str) -> SafeString:
    """Return the lines of a paragraph, escaped, with their links."""
    lines = ((format_html_join("", "{}", ((part,) for part in _parts(line))),) for line in text.splitlines())
    return format_html_join(SafeString("<br>\n"), "{}", lines)


def _parts(line: str) -> Iterator[SafeString]:
    for part in _ADDRESS.split(line.strip()):
        own = part.startswith(f"{settings.BASE_URL}/")
        yield format_html('<a href="{0}" style="{1}">{0}</a>', part, LINK) if own else conditional_escape(part)
