"""The address of a firm's readiness."""

from django.urls import path

from tenders.readiness import views

app_name = "readiness"
urlpatterns = [path("firm/<int:pk>/ready/", views.firm, name="firm")]
