"""The addresses of a firm's partners."""

from django.urls import path

from suppliers.partners import views

app_name = "partners"
urlpatterns = [
    path("firm/<int:pk>/partners/", views.partners, name="list"),
    path("firm/<int:pk>/partners/<int:partner>/", views.partner, name="one"),
    path("firm/<int:pk>/partners/<int:partner>/remove/", views.remove, name="remove"),
]
