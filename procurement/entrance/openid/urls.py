"""Two addresses without a language: a provider knows the one to come back to by heart."""

from django.urls import URLPattern, path

from procurement.entrance.openid import views

addresses = [
    path("<slug:provider_id>/", views.leave, name="openid_connect_login"),
    path("<slug:provider_id>/back/", views.come_back, name="openid_connect_callback"),
]
# django-allauth would put them below each language.
urlpatterns: list[URLPattern] = []
