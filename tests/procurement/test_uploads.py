"""Uploads stay in memory, up to a limit; what does not fit is told; forged and nameless requests are not even read."""

import tempfile
from io import BytesIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.test import Client, RequestFactory

from procurement.access import allow
from procurement.uploads import left_out, uploads_in_memory

LIMIT = 5_000_000
DJANGO_KEEPS_IN_MEMORY = 2_621_440


@uploads_in_memory(LIMIT)
def show(request: HttpRequest) -> HttpResponse:
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    return HttpResponse(repr((files, left_out(request), request.POST.get("price"))))


def named(name: str, size: int) -> BytesIO:
    file = BytesIO(b"a" * size)
    file.name = name
    return file


def post(data: dict[str, object]) -> tuple:
    request = RequestFactory().post("/", data)
    request._dont_enforce_csrf_checks = True
    return eval(show(request).content.decode())  # noqa: S307  what `show` wrote


def test_files_larger_than_django_keeps_in_memory_are_taken_and_touch_no_disk(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "absent"))
    size = DJANGO_KEEPS_IN_MEMORY + 1_000_000
    files, refused, price = post({"plan": named("plan.pdf", size), "price": "12"})
    assert (files, refused, price) == ([("plan", "plan.pdf", size)], [], "12")


def test_several_files_of_one_field_are_all_taken_also_an_empty_one():
    files, _refused, _price = post({"plan": [named("a.txt", 1), named("b.txt", 0), named("c.txt", 3)]})
    assert files == [("plan", "a.txt", 1), ("plan", "b.txt", 0), ("plan", "c.txt", 3)]


def test_a_file_beyond_the_limit_is_left_out_and_the_rest_is_taken():
    data = {"plan": [named("large.pdf", LIMIT + 1), named("small.pdf", 10)], "price": "12"}
    files, refused, price = post(data)
    assert files == [("plan", "small.pdf", 10)]
    assert refused == [("plan", "large.pdf")]
    assert price == "12"


def test_the_limit_is_for_all_files_of_a_request_together():
    files, refused, _price = post({"plan": [named(f"{n}.pdf", LIMIT // 2) for n in range(3)]})
    assert [name for _field, name, _size in files] == ["0.pdf", "1.pdf"]
    assert refused == [("plan", "2.pdf")]
    files, refused, _price = post({"plan": named("just.pdf", LIMIT)})
    assert (len(files), refused) == (1, [])


def test_the_content_arrives_unchanged():
    @uploads_in_memory(LIMIT)
    def read(request: HttpRequest) -> HttpResponse:
        file = request.FILES["plan"]
        assert isinstance(file, InMemoryUploadedFile)
        return HttpResponse(file.read())

    content = bytes(range(256)) * 1000
    file = BytesIO(content)
    file.name = "all.bin"
    request = RequestFactory().post("/", {"plan": file})
    request._dont_enforce_csrf_checks = True
    assert read(request).content == content


def test_a_forged_request_is_refused_inside_although_the_view_passes_outside():
    request = RequestFactory(enforce_csrf_checks=True).post("/", {"price": "12"})
    assert CsrfViewMiddleware(lambda _request: HttpResponse()).process_view(request, show, (), {}) is None
    assert show(request).status_code == 403


def test_nothing_of_the_body_is_read_before_it_is_known_who_sends_it():
    request = RequestFactory().post("/", {"plan": named("plan.pdf", 10)})
    request.user = AnonymousUser()
    assert allow("people of the firm")(show)(request).status_code == 302
    assert not request._read_started


@pytest.mark.django_db
def test_the_page_of_a_draft_takes_its_uploads_so(personas):
    client = Client(enforce_csrf_checks=True)
    client.force_login(personas.owner)
    assert client.post("/en/bids/B-2345-6789/", {"price": "12"}).status_code == 403
