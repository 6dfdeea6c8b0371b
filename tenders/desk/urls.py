"""The addresses of a person's desk and of its office's calls."""

from django.urls import path

from tenders.desk import views

app_name = "desk"
urlpatterns = [
    path("desk/", views.home, name="home"),
    path("desk/morning/", views.morning, name="morning"),
    path("office/calls/", views.calls, name="calls"),
    path("office/calls/<str:reference>/", views.call, name="call"),
    path("office/calls/<str:reference>/preview/", views.preview, name="preview"),
    path("office/calls/<str:reference>/notice.xml", views.notice, name="notice"),
    path("office/calls/<str:reference>/notice/send/", views.send_notice, name="send_notice"),
    path("office/calls/<str:reference>/moves/<str:move>/", views.move, name="move"),
]
