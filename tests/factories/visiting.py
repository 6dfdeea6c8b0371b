"""What a person's browser is answered, at once and with its status."""

from django.http import HttpResponse
from django.test import Client

from procurement.accounts.models import User


def get(client: Client, who: User, address: str, status: int = 200) -> str:
    """Return a page; every form on it carries its token."""
    client.force_login(who)
    response = client.get(address)
    assert response.status_code == status
    page = response.content.decode()
    assert page.count('method="post"') == page.count('name="csrfmiddlewaretoken"')
    return page


def post(client: Client, who: User, address: str, data: dict[str, object], status: int = 302) -> HttpResponse:
    """Return the answer to what a person sends."""
    client.force_login(who)
    response = client.post(address, data)
    assert response.status_code == status
    return response
