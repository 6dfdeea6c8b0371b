"""The addresses of what other firms ask of one's own."""

from django.urls import path

from tenders.groups import views

app_name = "groups"
urlpatterns = [
    path("groups/", views.asked, name="asked"),
    path("groups/<int:consent>/", views.one, name="one"),
]
