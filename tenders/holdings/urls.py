"""The addresses of what is held: of a firm, and of oneself."""

from django.urls import path

from tenders.holdings import views

app_name = "holdings"
urlpatterns = [
    path("firm/<int:pk>/log/", views.log, name="log"),
    path("firm/<int:pk>/data/", views.firm, name="firm"),
    path("firm/<int:pk>/data/download/", views.download, name="download"),
    path("firm/<int:pk>/close/", views.close, name="close"),
    path("me/", views.me, name="me"),
    path("me/erase/", views.erase, name="erase"),
]
