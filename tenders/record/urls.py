"""The addresses of the public record."""

from django.urls import path

from tenders.record import buyer_views, coming, data_views, print_views, trying_views, views

app_name = "record"
urlpatterns = [
    path("calls/", views.calls, name="calls"),
    path("calls/<str:reference>/", views.call, name="call"),
    path("calls/<str:reference>/call.pdf", print_views.pdf, name="pdf"),
    path("calls/<str:reference>/print/", print_views.whole, name="print"),
    path("calls/<str:reference>/record.json", data_views.record, name="record"),
    path("calls/<str:reference>/notice.xml", data_views.notice, name="notice"),
    path("calls/<str:reference>/espd-request.xml", data_views.espd, name="espd_request"),
    path("calls/<str:reference>/award-notice.xml", data_views.result, name="award_notice"),
    path("calls/<str:reference>/dates.ics", data_views.dates, name="dates"),
    path("calls/<str:reference>/documents/<int:pk>/", views.document, name="document"),
    path("calls/<str:reference>/lots/<str:identifier>/points/", trying_views.points, name="points"),
    path("coming/", coming.coming, name="coming"),
    path("coming/<str:announcement>/", coming.coming_call, name="coming_call"),
    path("coming/<str:announcement>/notice.xml", data_views.coming_notice, name="coming_notice"),
    path("buyers/<slug:slug>/", buyer_views.buyer, name="buyer"),
    path("buyers/<slug:slug>/promises.csv", buyer_views.promises, name="promises"),
    path("buyers/<slug:slug>/badge.svg", buyer_views.badge, name="badge"),
    path("results/", views.results, name="results"),
    path("open-data/", data_views.open_data, name="open_data"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify, name="paper"),
]
