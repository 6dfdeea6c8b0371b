"""Which template is named where."""

import ast
import re
from collections.abc import Iterator

from django.apps import apps
from django.template.utils import get_app_template_dirs

from tests.house.tree import ROOT, code, files

# Django shows these by itself.
BY_THEIR_NAME = {"400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"}


def unused() -> list[str]:
    """Return the templates that no code, no template, no page and no app asks for."""
    strings = strings_in_code()
    asked_for = BY_THEIR_NAME | strings | named_in_templates() | names_of_pages() | names_of_others()
    patterns = list(patterns_in_code())
    return [
        name
        for name in templates()
        if name not in asked_for
        and not any(match and set(match.groups()) <= strings for match in (p.fullmatch(name) for p in patterns))
    ]


def lost_tokens() -> Iterator[str]:
    """Yield includes with `only` of a template that posts a form: the token stays behind, and the form is refused."""
    for name in templates():
        for included, closed in included_in(name):
            if closed and asks_for_token(included):
                yield f"{name}: {included}"


def asks_for_token(name: str) -> bool:
    """Tell whether a template wants the token of the page around it, itself or by what it includes."""
    if not (ROOT / "templates" / name).is_file():
        return False
    return "{% csrf_token %}" in text_of(name) or any(
        asks_for_token(included) for included, closed in included_in(name) if not closed and included != name
    )


def included_in(name: str) -> list[tuple[str, bool]]:
    """Return what a template includes, each with whether it keeps the token of the page out."""
    found = re.findall(r'{%\s*include\s+"([^"]+)"([^%]*)%}', text_of(name))
    closed = (rest.split()[-1:] == ["only"] and "csrf_token=csrf_token" not in rest for _included, rest in found)
    return [(included, shut) for (included, _rest), shut in zip(found, closed, strict=True)]


def text_of(name: str) -> str:
    """Return a template without its comments."""
    text = (ROOT / "templates" / name).read_text(encoding="utf-8")
    return re.sub(r"{%\s*comment.*?endcomment\s*%}", "", text, flags=re.DOTALL)


def bare_mails() -> list[str]:
    """Return the mails without the frame that greets, links to one page and says whom to ask."""
    mails = [name for name in templates() if name.startswith("emails/") and name.endswith(".txt")]
    framed = '{% extends "emails/base.txt" %}'
    return [name for name in mails if name != "emails/base.txt" and not text_of(name).startswith(framed)]


def loose_colons() -> Iterator[str]:
    """Yield sentences that end before their colon: French wants a space there that never breaks."""
    for name in templates():
        for words in re.findall(
            r"""{% translate "([^"]*)"[^%]*%}(?:</?\w+>)*:|([^%}]*){% endblocktranslate %}:""", text_of(name)
        ):
            yield f"{name}: {''.join(words)}"


def foreign_quotes() -> list[str]:
    """Return the templates that quote outside a sentence: each language has marks of its own."""
    translated = re.compile(r"{% translate [^%]*%}|{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
    return [name for name in templates() if re.search("[“”]", translated.sub("", text_of(name)))]


def templates() -> list[str]:
    """Return the name of every template of the house, as `render` would ask for it."""
    return [path.relative_to("templates").as_posix() for path in files() if path.parts[0] == "templates"]


def strings_in_code() -> set[str]:
    """Return every string of the code: the name of a template is one of them, or part of an f-string is."""
    return {
        node.value
        for source in code()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def patterns_in_code() -> Iterator[re.Pattern[str]]:
    """Yield f-strings that may name a template: `f"emails/{name}.txt"`, with a group for each part that varies."""
    for source in code():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.JoinedStr) and "/" in ast.dump(node):
                parts = [re.escape(str(getattr(part, "value", ""))) for part in node.values]
                varying = [isinstance(part, ast.FormattedValue) for part in node.values]
                yield re.compile(
                    "".join("(.+)" if varies else part for part, varies in zip(parts, varying, strict=True))
                )


def named_in_templates() -> set[str]:
    """Return every quoted string of the templates that looks like a file's name."""
    texts = ((ROOT / "templates" / name).read_text(encoding="utf-8") for name in templates())
    return {name for text in texts for name in re.findall(r"""["']([\w./-]+\.\w+)["']""", text)}


def names_of_pages() -> set[str]:
    """Return the templates that Wagtail derives from the name of a page's class."""
    return {model.template for model in apps.get_models() if isinstance(getattr(model, "template", None), str)}


def names_of_others() -> set[str]:
    """Return the names of ours that take the place of another app's template."""
    return {
        name for name in templates() if any((folder / name).is_file() for folder in get_app_template_dirs("templates"))
    }
