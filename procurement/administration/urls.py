"""The addresses of those who look after accounts."""

from django.urls import path

from procurement.administration.views import authorities, deputies, joining, people, takeovers

app_name = "administration"
urlpatterns = [
    path("office/people/", authorities.buyers, name="buyers"),
    path("office/people/new/", authorities.new, name="new"),
    path("office/people/<slug:slug>/", authorities.buyer, name="buyer"),
    path("office/people/<slug:slug>/facts/", authorities.facts, name="facts"),
    path("office/people/<slug:slug>/log/", authorities.log, name="log"),
    path("office/people/<slug:slug>/invite/", people.invite, name="invite"),
    path("office/people/<slug:slug>/invitations/<int:invitation>/", people.take_back, name="take_back"),
    path("office/people/<slug:slug>/takeovers/<int:takeover>/", takeovers.decide, name="takeover"),
    path("office/people/<slug:slug>/<int:pk>/", people.person, name="person"),
    path("office/people/<slug:slug>/<int:pk>/door/", people.door, name="door"),
    path("office/deputies/", deputies.deputies, name="deputies"),
    path("office/deputies/<int:stands_in>/end/", deputies.end, name="end_deputy"),
    path("office/invitations/", joining.invitations, name="invitations"),
    path("office/invitations/<int:invitation>/accept/", joining.accept, name="accept"),
    path("office/invitations/<str:token>/", joining.invited, name="invited"),
]
