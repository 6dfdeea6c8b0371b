"""The addresses of a firm's bids. `bids:start` takes the reference of a call: link it as “Prepare a bid”."""

from django.urls import path

from tenders.bids.views import arriving, elsewhere, finding, handing_in, writing

app_name = "bids"
urlpatterns = [
    path("bids/", finding.mine, name="mine"),
    path("bids/letters/", finding.letters, name="letters"),
    path("bids/papers/<str:code>/", finding.paper, name="paper"),
    path("bids/start/<str:reference>/", writing.start, name="start"),
    path("bids/practise/<str:reference>/", writing.practise, name="practise"),
    path("bids/<str:number>/", writing.write, name="bid"),
    path("bids/<str:number>/uploads/", arriving.begin, name="uploads"),
    path("bids/<str:number>/uploads/<str:upload>/", arriving.upload, name="upload"),
    path("bids/<str:number>/submit/", handing_in.submit, name="submit"),
    path("bids/<str:number>/withdraw/", handing_in.withdraw, name="withdraw"),
    path("bids/<str:number>/confirm/", handing_in.confirm, name="confirm"),
    path("bids/<str:number>/delete/", handing_in.delete, name="delete"),
    path("bids/<str:number>/attempts/", handing_in.attempts, name="attempts"),
    path("bids/<str:number>/receipt/", finding.receipt, name="receipt"),
    path("bids/<str:number>/hand-over/", elsewhere.hand_over, name="hand_over"),
    path("bids/<str:number>/take-over/", elsewhere.take_over, name="take_over"),
    path("bids/<str:number>/start-again/", elsewhere.start_again, name="start_again"),
]
