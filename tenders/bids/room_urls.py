"""The addresses of the opening committee."""

from django.urls import path

from tenders.bids import handing_on_views, key_views, room_views

app_name = "opening"
urlpatterns = [
    path("opening/key/", key_views.key, name="key"),
    path("opening/key/new/", key_views.new_key, name="new_key"),
    path("opening/key/file/", key_views.key_file, name="key_file"),
    path("opening/key/sheet/", key_views.sheet, name="key_sheet"),
    path("calls/<str:reference>/opening/", room_views.room, name="room"),
    path("calls/<str:reference>/opening/committee/", room_views.committee, name="committee"),
    path("calls/<str:reference>/opening/transfer/", handing_on_views.transfer, name="transfer"),
    path("calls/<str:reference>/opening/transfer/give/", handing_on_views.give, name="give"),
    path("calls/<str:reference>/opening/unlock/", room_views.unlock, name="unlock"),
    path("calls/<str:reference>/opening/record/<str:code>/", room_views.record, name="record"),
]
