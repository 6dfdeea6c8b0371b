"""The addresses of one's alerts."""

from django.urls import path

from tenders.alerts import feed_views, views

app_name = "alerts"
urlpatterns = [
    path("alerts/", views.mine, name="mine"),
    path("alerts/new/", views.new, name="new"),
    path("alerts/asked/", views.asked, name="asked"),
    path("alerts/private/", views.private, name="private"),
    path("alerts/of/<str:token>/", views.of, name="of"),
    path("alerts/of/<str:token>/private/", views.private_of, name="private_of"),
    path("alerts/private/<str:token>/dates.ics", feed_views.dates, name="dates"),
    path("alerts/private/<str:token>/calls.atom", feed_views.atom, name="atom"),
    path("alerts/<str:token>/", views.one, name="one"),
]
