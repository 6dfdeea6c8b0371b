"""The one way in: whatever the bytes are, the answer is a notice or one sentence."""

import re

import pytest
from django.utils import translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tenders.calls.notices.notice import Notice
from tenders.calls.notices.reading import read_notice
from tenders.calls.notices.refusals import NoticeRefused

PIECES = [
    b"",
    b"<",
    b">",
    b"&",
    b"\x00",
    b"\xff\xfe",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<!DOCTYPE a>",
    b"<?x?>",
    b"&#0;",
    b"&nbsp;",
    b"%",
    b"-",
    b"99999999999999999999",
    b"1e999999999",
    b"NaN",
    b"Infinity",
    b"24:00",
    b"+99:99",
    b"9999-12-31",
    "\u202e١٢é".encode(),
    b"LOT-0001",
    b"ORG-0001",
    b"true",
]


def outcome(data):
    """Read the bytes; anything but a notice or a refusal fails the test."""
    try:
        notice = read_notice(data)
    except NoticeRefused as refused:
        sentence = refused.sentence
    else:
        return checked(notice)
    assert re.fullmatch(r"[A-Z][^\n]{5,200}\.", sentence)
    return sentence


def checked(notice):
    assert isinstance(notice, Notice)
    assert notice.identity in notice.identities
    identifiers = [lot.identifier for lot in notice.lots]
    assert all(re.fullmatch(r"[A-Za-z0-9-]+", identifier) for identifier in identifiers)
    assert len(set(map(str.lower, identifiers))) == len(identifiers)
    return notice


@pytest.fixture(params=["eforms_text", "ted_text"])
def sample(request):
    return request.getfixturevalue(request.param).encode()


relaxed = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@relaxed
@given(cut=st.floats(min_value=0, max_value=1))
def test_a_truncated_notice_is_refused_in_a_sentence(sample, cut):
    end = int(len(sample.rstrip()) * cut)
    assert isinstance(outcome(sample[: max(end - 1, 0)]), str)


@relaxed
@given(data=st.data())
def test_a_mutated_notice_is_read_or_refused(sample, data):
    for _change in range(data.draw(st.integers(min_value=1, max_value=6))):
        start = data.draw(st.integers(min_value=0, max_value=len(sample)))
        length = data.draw(st.integers(min_value=0, max_value=30))
        piece = data.draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
        sample = sample[:start] + piece + sample[start + length :]
    outcome(sample)


@relaxed
@given(data=st.data())
def test_a_notice_with_other_contents_is_read(sample, data):
    contents = list(re.finditer(rb">([^<>]+)<", sample))
    for _change in range(data.draw(st.integers(min_value=1, max_value=10))):
        chosen = data.draw(st.sampled_from(contents))
        text = data.draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=40).map(str.encode)))
        text = re.sub(rb"[<>&\x00-\x1f]", b" ", text).decode("utf-8", "ignore").encode()
        sample = sample.replace(chosen[0], b">" + text + b"<")
    outcome(sample)


@relaxed
@given(data=st.data())
def test_a_notice_with_parts_moved_or_lost_is_read_or_refused(sample, data):
    tags = sorted(set(re.findall(rb"<([A-Za-z:_0-9]+)[ >/]", sample)))
    for _change in range(data.draw(st.integers(min_value=1, max_value=4))):
        old, new = data.draw(st.sampled_from(tags)), data.draw(st.sampled_from(tags))
        sample = re.sub(rb"(</?)" + re.escape(old) + rb"(?=[\s>/])", rb"\1" + new, sample)
    outcome(sample)


@given(st.binary(max_size=400))
@example(b"<TED_EXPORT><FORM_SECTION><F02_2014/></FORM_SECTION></TED_EXPORT>")
@example(b"\xef\xbb\xbf<ContractNotice/>")
def test_any_bytes_are_read_or_refused(data):
    outcome(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"<html/>", "This is not a notice of eForms or TED: its XML begins with “html”."),
        (b"<Invoice xmlns='urn:x'/>", "This is not a notice of eForms or TED: its XML begins with “Invoice”."),
        (b"<" + b"a" * 90 + b"/>", f"This is not a notice of eForms or TED: its XML begins with “{'a' * 40}…”."),
    ],
)
def test_other_xml_is_no_notice(data, sentence):
    assert outcome(data) == sentence


def test_the_same_file_is_the_same_notice(sample):
    assert read_notice(sample) == read_notice(sample)


def test_notices_of_both_formats_share_one_shape(eforms_text, ted_text):
    for text in (eforms_text, ted_text):
        notice = read_notice(text.encode())
        assert notice.title
        assert notice.deadline.at
        assert len(notice.lots) == 2


def test_sentences_are_translated_when_they_are_said(monkeypatch):
    monkeypatch.setattr("procurement.safe_xml._", lambda sentence: f"[{translation.get_language()}] {sentence}")
    with translation.override("fr"), pytest.raises(NoticeRefused, match=r"^\[fr\] The file is empty\.$"):
        read_notice(b"")
