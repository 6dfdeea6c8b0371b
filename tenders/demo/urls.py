"""The addresses of the demonstration. They are wired where the site is one."""

from django.urls import path

from tenders.demo import views

app_name = "demo"
urlpatterns = [
    path("demo/people/", views.people, name="people"),
    path("demo/people/<int:pk>/", views.become, name="become"),
    path("demo/mails/", views.mails, name="mails"),
    path("demo/mails/<int:pk>/", views.mail, name="mail"),
]
