"""The addresses of checks: a firm's, then the officers'."""

from django.urls import path

from suppliers.vetting import firm_views, views

app_name = "vetting"
urlpatterns = [
    path("firm/<int:pk>/checks/", firm_views.checks, name="checks"),
    path("firm/<int:pk>/checks/ask/", firm_views.ask, name="ask"),
    path("firm/<int:pk>/checks/<int:application>/", firm_views.check, name="check"),
    path("firm/<int:pk>/checks/<int:application>/hand-in/", firm_views.hand_in, name="hand_in"),
    path("firm/<int:pk>/checks/<int:application>/hearing/", firm_views.heard, name="heard"),
    path("office/files/", views.queue, name="queue"),
    path("office/files/<int:application>/", views.file, name="file"),
    path("office/files/<int:application>/<slug:deed>/", views.deed, name="deed"),
]
