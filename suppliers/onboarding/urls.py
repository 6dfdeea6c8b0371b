"""The addresses of a firm's own pages."""

from django.urls import path

from suppliers.onboarding import joining_views, profile_views, registering_views, takeover_views, views

app_name = "onboarding"
urlpatterns = [
    path("firm/", views.firms, name="firms"),
    path("firm/new/", registering_views.new, name="new"),
    path("firm/new/facts/", registering_views.facts, name="facts"),
    path("firm/new/ask/", registering_views.ask, name="ask"),
    path("firm/new/take-over/", takeover_views.take_over_by_number, name="take_over_by_number"),
    path("firm/invitations/", joining_views.invitations, name="invitations"),
    path("firm/invitations/<int:invitation>/accept/", joining_views.accept, name="accept"),
    path("firm/invitations/<str:token>/", joining_views.invited, name="invited"),
    path("firm/<int:pk>/", views.firm, name="firm"),
    path("firm/<int:pk>/edit/", views.edit, name="edit"),
    path("firm/<int:pk>/profile/", profile_views.profile, name="profile"),
    path("firm/<int:pk>/requests/<int:asked>/", joining_views.answer, name="answer"),
    path("firm/<int:pk>/take-over/", takeover_views.take_over, name="take_over"),
    path("firm/<int:pk>/take-over/<int:takeover>/", takeover_views.object_to, name="object"),
    path("firm/<int:pk>/people/", views.add, name="add"),
    path("firm/<int:pk>/invitations/<int:invitation>/take-back/", views.take_back, name="take_back"),
    path("firm/<int:pk>/people/<int:member>/", views.person, name="person"),
    path("firm/<int:pk>/people/<int:member>/remove/", views.remove, name="remove"),
]
