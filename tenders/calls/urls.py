"""The addresses at which a call is written, and what is asked and moved after it is published."""

from django.urls import path

from tenders.calls.views import amending, drafts, parts, pieces, promises, publication, questions, reading, terms

app_name = "calls"
urlpatterns = [
    path("office/calls/new/", drafts.new, name="new"),
    path("office/calls/import/", drafts.upload, name="import"),
    path("office/calls/<str:reference>/edit/", drafts.edit, name="edit"),
    path("office/calls/<str:reference>/lots/new/", parts.add_lot, name="add_lot"),
    path("office/calls/<str:reference>/lots/<int:pk>/", parts.lot, name="lot"),
    path("office/calls/<str:reference>/lots/<int:pk>/remove/", parts.remove_lot, name="remove_lot"),
    path("office/calls/<str:reference>/lots/<int:pk>/terms/", terms.lot_terms, name="lot_terms"),
    path("office/calls/<str:reference>/lots/<int:pk>/pieces/", pieces.pieces, name="pieces"),
    path("office/calls/<str:reference>/terms/", terms.terms, name="terms"),
    path("office/calls/<str:reference>/selection/", parts.selection, name="selection"),
    path("office/calls/<str:reference>/documents/new/", parts.add_document, name="add_document"),
    path("office/calls/<str:reference>/documents/<int:pk>/", parts.document, name="document"),
    path("office/calls/<str:reference>/documents/<int:pk>/remove/", parts.remove_document, name="remove_document"),
    path("office/calls/<str:reference>/reading/", reading.reading, name="reading"),
    path("office/calls/<str:reference>/reading/comment/", reading.comment, name="comment"),
    path("office/calls/<str:reference>/reading/comments/<int:pk>/", reading.answer_comment, name="answer_comment"),
    path("office/calls/<str:reference>/questions/", questions.questions, name="questions"),
    path("office/calls/<str:reference>/questions/new/", questions.write_down, name="write_down"),
    path("office/calls/<str:reference>/questions/end/", questions.close_answers, name="close_answers"),
    path("office/calls/<str:reference>/meetings/new/", questions.meeting, name="new_meeting"),
    path("office/calls/<str:reference>/meetings/<int:pk>/", questions.meeting, name="meeting"),
    path("office/calls/<str:reference>/questions/<int:pk>/", questions.answer, name="answer"),
    path("office/calls/<str:reference>/questions/<int:pk>/decline/", questions.decline, name="decline"),
    path("office/calls/<str:reference>/deadline/", promises.extend, name="extend"),
    path("office/calls/<str:reference>/again/", drafts.relaunch, name="relaunch"),
    path("office/calls/<str:reference>/amendment/", amending.amend, name="amend"),
    path("office/calls/<str:reference>/amendment/drop/", amending.drop, name="drop_amendment"),
    path("office/calls/<str:reference>/amendment/document/", amending.document, name="amend_document"),
    path("office/calls/<str:reference>/amendment/<str:part>/", amending.part, name="amend_part"),
    path("office/calls/<str:reference>/publication/", publication.plan, name="plan"),
    path("office/calls/<str:reference>/publication/drop/", publication.drop, name="drop_plan"),
    path("office/calls/<str:reference>/journal/", publication.dispatch, name="dispatch"),
    path("office/calls/<str:reference>/rounds/next/", promises.next_round, name="next_round"),
    path("office/calls/<str:reference>/stages/<str:kind>/", promises.stage, name="stage"),
    path("office/calls/<str:reference>/pause/", promises.pause, name="pause"),
    path("office/calls/<str:reference>/pause/<int:pk>/end/", promises.resume, name="resume"),
    path("calls/<str:reference>/ask/", questions.ask, name="ask"),
]
