"""The addresses of the rules."""

from django.urls import path

from procurement.rulebook import views

app_name = "rulebook"
urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/new/", views.new, name="new"),
    path("rules/<str:country>/<str:version>/", views.pack, name="pack"),
    path("rules/<str:country>/<str:version>/take-back/", views.take_back, name="take_back"),
]
