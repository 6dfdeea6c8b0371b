"""Whoever reads the demonstration's accounts can sign in with them."""

import pytest
from django.urls import reverse

from procurement.accounts.models import User
from tenders.demo import loading
from tests.personas import Personas


@pytest.mark.django_db
def test_a_printed_account_signs_in_with_the_printed_password(client, personas: Personas) -> None:
    User.objects.filter(pk=personas.officer.pk).update(name="Demo Officer", password="")
    loading._let_everybody_in()
    answer = client.post(
        reverse("account_login"), {"login": personas.officer.email, "password": loading.PASSWORD}, follow=True
    )
    assert answer.context["user"] == personas.officer
    assert answer.request["PATH_INFO"] == reverse("desk:home")
