"""The addresses of those who follow something."""

from django.urls import path

from tenders.following import views

app_name = "following"
urlpatterns = [
    path("calls/<str:reference>/follow/", views.follow, name="follow"),
    path("calls/<str:reference>/follow/asked/", views.asked, name="asked"),
    path("follow/what-we-keep/", views.kept, name="kept"),
    path("follow/all/<str:token>/<str:pace>/stop/", views.stop_all, name="stop_all"),
    path("follow/<str:token>/", views.confirm, name="confirm"),
    path("follow/<str:token>/stop/", views.stop, name="stop"),
]
