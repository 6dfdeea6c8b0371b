"""The addresses of the vault."""

from django.urls import path

from suppliers.vault.views import keeping, office, own

app_name = "vault"
urlpatterns = [
    path("firm/<int:pk>/vault/", own.vault, name="vault"),
    path("firm/<int:pk>/vault/add/", keeping.add, name="add"),
    path("firm/<int:pk>/vault/<int:proof>/", own.proof, name="proof"),
    path("firm/<int:pk>/vault/<int:proof>/renew/", keeping.renew, name="renew"),
    path("firm/<int:pk>/vault/<int:proof>/remove/", keeping.remove, name="remove"),
    path("firm/<int:pk>/vault/<int:proof>/give/", keeping.give, name="give"),
    path("firm/<int:pk>/vault/<int:proof>/contest/", keeping.contest, name="contest"),
    path("firm/<int:pk>/vault/<int:proof>/<int:version>/", own.file, name="file"),
    path("office/proofs/", office.all_given, name="all_given"),
    path("office/proofs/fetch/", office.fetch, name="fetch"),
    path("office/proofs/<int:pk>/", office.given, name="given"),
    path("office/proofs/<int:pk>/correct/", office.correct, name="correct"),
    path("office/proofs/<int:pk>/<int:version>/", office.given_file, name="given_file"),
]
