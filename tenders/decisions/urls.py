"""The addresses of decisions and of signed papers."""

from django.urls import path

from tenders.decisions.views import checks, deeds, drafts, evidence, notices, overview, papers

app_name = "decisions"
ROOM = "office/decisions/<str:reference>/"
LOT = f"{ROOM}lots/<int:lot>/"
urlpatterns = [
    path("office/decisions/", overview.calls, name="calls"),
    path(ROOM, overview.call, name="call"),
    path(f"{ROOM}log/", overview.log, name="log"),
    path(f"{ROOM}evidence/", evidence.show, name="evidence"),
    path(f"{ROOM}evidence/download/", evidence.download, name="evidence_download"),
    path(f"{ROOM}notify/", notices.notify, name="notify"),
    path(f"{ROOM}cancel/", deeds.cancel, name="cancel"),
    path(LOT, overview.lot, name="lot"),
    path(f"{LOT}draft/", drafts.draft, name="draft"),
    path(f"{LOT}check/", checks.check_winner, name="check_winner"),
    path(f"{LOT}approve/", deeds.approve, name="approve"),
    path(f"{LOT}send-back/", deeds.send_back, name="send_back"),
    path(f"{LOT}sign/", deeds.sign, name="sign"),
    path(f"{LOT}award/", deeds.award, name="award"),
    path(f"{LOT}contract/", deeds.contract, name="contract"),
    path("papers/", papers.papers, name="papers"),
    path("papers/<str:code>/", papers.paper, name="paper"),
    path("papers/letters/<int:pk>/", papers.letter, name="letter"),
]
