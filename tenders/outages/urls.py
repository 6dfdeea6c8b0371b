"""The addresses of outages, and of the time that they give back."""

from django.urls import path

from tenders.outages import views

app_name = "outages"
urlpatterns = [
    path("availability/", views.availability, name="availability"),
    path("availability/record/", views.record, name="record"),
    path("office/calls/<str:reference>/more-time/", views.more_time, name="more_time"),
    path("office/calls/<str:reference>/more-time/<int:pk>/accept/", views.accept, name="accept"),
    path("office/calls/<str:reference>/more-time/<int:pk>/decline/", views.decline, name="decline"),
]
