"""The addresses of the opening committee."""

from django.urls import path

from tenders.bids import room_views

app_name = "opening"
urlpatterns = [
    path("opening/key/", room_views.key, name="key"),
    path("opening/key/new/", room_views.new_key, name="new_key"),
    path("calls/<str:reference>/opening/", room_views.room, name="room"),
    path("calls/<str:reference>/opening/committee/", room_views.committee, name="committee"),
    path("calls/<str:reference>/opening/unlock/", room_views.unlock, name="unlock"),
    path("calls/<str:reference>/opening/record/<str:code>/", room_views.record, name="record"),
]
