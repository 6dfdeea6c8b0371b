"""The addresses of the evaluation."""

from django.urls import path

from tenders.evaluation.views import agreement, bids, call, scores

app_name = "evaluation"
ROOM = "office/evaluation/<str:reference>/"
urlpatterns = [
    path(ROOM, call.overview, name="call"),
    path(f"{ROOM}declaration/", call.declaration, name="declaration"),
    path(f"{ROOM}panel/", call.panel, name="panel"),
    path(f"{ROOM}panel/<int:pk>/", call.seat, name="seat"),
    path(f"{ROOM}steps/<str:name>/", call.step, name="step"),
    path(f"{ROOM}report/<str:code>/", call.report, name="report"),
    path(f"{ROOM}bids/", bids.bids, name="bids"),
    path(f"{ROOM}bids/<int:pk>/", bids.bid, name="bid"),
    path(f"{ROOM}bids/<int:pk>/admit/", bids.admit, name="admit"),
    path(f"{ROOM}bids/<int:pk>/again/", bids.again, name="again"),
    path(f"{ROOM}bids/<int:pk>/reject/", bids.reject, name="reject"),
    path(f"{ROOM}bids/<int:pk>/price/", bids.price, name="price"),
    path(f"{ROOM}bids/<int:pk>/files/<str:stored_as>/", bids.file, name="file"),
    path(f"{ROOM}scores/", scores.scores, name="scores"),
    path(f"{ROOM}scores/<int:pk>/<int:criterion>/", scores.score, name="score"),
    path(f"{ROOM}consensus/", agreement.consensus, name="consensus"),
    path(f"{ROOM}consensus/<int:pk>/<int:criterion>/", agreement.agree, name="agree"),
    path(f"{ROOM}ranking/", agreement.ranking, name="ranking"),
    path(f"{ROOM}ranking/<int:pk>/", agreement.rank, name="rank"),
]
