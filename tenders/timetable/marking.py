"""The day in a sentence, marked for eyes and machines."""

from datetime import date

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from procurement.dates import date_format


def with_the_day_marked(sentence: str, day: date | None) -> SafeString:
    """Return the sentence as HTML, with the day as an element of its own wherever it is named."""
    text = conditional_escape(sentence)
    if day is None:
        return text
    word = conditional_escape(date_format(day))
    marked = format_html('<time datetime="{}">{}</time>', day.isoformat(), word)
    return mark_safe(text.replace(word, marked))  # noqa: S308  both are escaped
