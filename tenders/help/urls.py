"""The addresses of help."""

from django.urls import path

from tenders.help import views

app_name = "help"
urlpatterns = [
    path("help/", views.mine, name="mine"),
    path("help/ask/", views.ask, name="ask"),
    path("help/<int:pk>/", views.one, name="one"),
    path("calls/<str:reference>/help/", views.ask_about, name="ask_about"),
    path("office/help/", views.desk, name="desk"),
    path("office/help/firm/<int:firm>/", views.firm, name="firm"),
    path("office/calls/<str:reference>/note/", views.note, name="note"),
]
