"""Pages of django-allauth on which somebody would be stranded: each says what can be done next."""

import pytest
from django.urls import reverse
from django.utils.translation import override


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("name", ["account_inactive", "account_reset_password_from_key_done"])
@pytest.mark.django_db
def test_it_leads_to_where_one_signs_in(client, name: str, language: str):
    with override(language):
        page, sign_in = reverse(name), reverse("account_login")
    main = client.get(page).text.split("<main")[1].split("</main>")[0]
    assert f'href="{sign_in}"' in main
    assert "<h1>" in main
