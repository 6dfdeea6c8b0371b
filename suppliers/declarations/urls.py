"""The addresses of a firm's declarations."""

from django.urls import path

from suppliers.declarations import file_views, views

app_name = "declarations"
ONE = "firm/<int:pk>/declarations/<int:declaration>/"
urlpatterns = [
    path("firm/<int:pk>/declarations/", views.declarations, name="list"),
    path("firm/<int:pk>/declarations/begin/", views.begin, name="begin"),
    path(ONE, views.whole, name="whole"),
    path(f"{ONE}sign/", views.sign, name="sign"),
    path(f"{ONE}espd.xml", file_views.espd, name="espd"),
    path(f"{ONE}import/", file_views.take_in, name="import"),
    path(f"{ONE}remove/", views.remove, name="remove"),
    path(f"{ONE}<slug:step>/", views.ask, name="step"),
]
