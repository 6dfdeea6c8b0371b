"""The addresses of registrations that were taken in. `claim` stands before a firm's own pages."""

from django.urls import path

from suppliers.intake import views

app_name = "intake"
urlpatterns = [
    path("firm/claim/", views.claim, name="claim"),
    path("office/registrations/", views.taken_in, name="list"),
    path("office/registrations/new/", views.new, name="new"),
    path("office/registrations/<int:intake>/", views.one, name="one"),
    path("office/registrations/<int:intake>/correct/", views.correct, name="correct"),
    path("office/registrations/<int:intake>/summary/", views.summary, name="summary"),
    path("office/registrations/<int:intake>/letter/", views.letter, name="letter"),
    path("office/registrations/<int:intake>/scan/", views.scan, name="scan"),
]
