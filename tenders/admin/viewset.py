"""The calls in the menu of the Wagtail admin: the list, and the addresses of everything that is written there."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.permission_policies.base import BasePermissionPolicy

from procurement.accounts.models import User
from procurement.accounts.roles import Role
from tenders.admin import announcements, clauses, parts, templates, terms, writing
from tenders.admin.base import SPACE, guarded
from tenders.calls.queries import buyers_written_for, calls_in_the_hands_of
from tenders.models import Tender

LISTS = {"index", "index_results"}


class OfficersOnly(BasePermissionPolicy):
    """Officers see the calls of their buyer and write its drafts. Whoever administers accounts sees none."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "add", "change"} and isinstance(user, User) and buyers_written_for(user).exists()

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        return User.objects.filter(posts__role=Role.OFFICER, is_active=True).distinct()


class CallList(generic.IndexView):
    """The calls of the officer's buyers, in whatever state."""

    add_item_label = _("Write a call")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever writes no calls finds no list of them."""
        if not self.permission_policy.user_has_permission(request.user, "view"):
            raise Http404
        answer: HttpResponse = super().dispatch(request, *args, **kwargs)
        return answer

    def get_base_queryset(self) -> QuerySet[Tender]:
        return calls_in_the_hands_of(self.request.user, Role.OFFICER)

    def get_edit_url(self, instance: Tender) -> str:
        return reverse(f"{SPACE}:write", args=[instance.reference])

    @cached_property
    def header_more_buttons(self) -> list[HeaderButton]:
        """The other ways to a draft."""
        copied, imported = reverse(f"{SPACE}:copy_call"), reverse("calls:import")
        begun, kept = reverse(f"{SPACE}:from_template"), reverse(f"{SPACE}:templates")
        return [
            HeaderButton(_("Invite firms to bid"), url=reverse("calls:new_invitation"), icon_name="mail"),
            HeaderButton(_("Start from a template"), url=begun, icon_name="copy"),
            HeaderButton(_("Start from an earlier call"), url=copied, icon_name="copy"),
            HeaderButton(_("Import a notice"), url=imported, icon_name="upload"),
            HeaderButton(_("Call templates"), url=kept, icon_name="list-ul"),
            HeaderButton(_("Coming calls"), url=reverse(f"{SPACE}:announcements"), icon_name="date"),
            HeaderButton(_("Clause library"), url=reverse(f"{SPACE}:clauses"), icon_name="snippet"),
        ]


class CallsInTheAdmin(ModelViewSet):
    """Listed and written; nothing is deleted here, and no state is chosen."""

    model = Tender
    name = SPACE
    url_prefix = "calls"
    icon = "doc-full"
    menu_label = _("Calls")
    menu_order = 100
    add_to_admin_menu = True
    copy_view_enabled = False
    add_to_reference_index = False
    index_view_class = CallList
    form_fields = ["title"]  # asked for by Wagtail's own forms, which are not used
    list_filter = ["state"]
    list_display = ["title", "reference", Column("get_state_display", label=_("State"))]

    @property
    def permission_policy(self) -> OfficersOnly:
        return OfficersOnly(Tender)

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        absent = {f"{name}_url_name": None for name in ("history", "usage", "edit", "delete")}
        common: dict[str, Any] = super().get_common_view_kwargs(**absent, **kwargs)
        return common

    def construct_view(self, view_class: type, **kwargs: Any) -> Callable[..., HttpResponse]:
        view: Callable[..., HttpResponse] = super().construct_view(view_class, **kwargs)
        view.access_rule = "officers of a buyer"  # type: ignore[attr-defined]
        return view

    def get_urlpatterns(self) -> list[Any]:
        lists = [pattern for pattern in super().get_urlpatterns() if pattern.name in LISTS]
        call = "<str:reference>/"
        return [
            *lists,
            path("new/", guarded(writing.BeginPage), name="add"),
            path("copy/", guarded(writing.CopyPage), name="copy_call"),
            path("announcements/", guarded(announcements.AnnouncementsPage), name="announcements"),
            path("announcements/new/", guarded(announcements.AnnouncePage), name="announce"),
            path("announcements/<str:announcement>/", guarded(announcements.WithdrawPage), name="withdraw"),
            path(
                "announcements/<str:announcement>/call/", guarded(announcements.BeginCallPage), name="begin_announced"
            ),
            path("clauses/", guarded(clauses.ClausesPage), name="clauses"),
            path("clauses/new/", guarded(clauses.NewClausePage), name="new_clause"),
            path("clauses/<int:clause>/", guarded(clauses.ClausePage), name="clause"),
            path("clauses/<int:clause>/archive/", guarded(clauses.ArchiveClausePage), name="archive_clause"),
            path(f"{call}clauses/insert/", guarded(clauses.InsertPage), name="insert_clause"),
            path("templates/", guarded(templates.TemplatesPage), name="templates"),
            path("from-template/", guarded(templates.FromTemplatePage), name="from_template"),
            path(f"{call}template/", guarded(templates.MakeTemplatePage), name="make_template"),
            path(f"{call}archive/", guarded(templates.ArchivePage), name="archive_template"),
            path(call, guarded(writing.WritePage), name="write"),
            path(f"{call}send/", guarded(writing.SendPage), name="send"),
            path(f"{call}selection/", guarded(parts.SelectionPage), name="selection"),
            path(f"{call}terms/", guarded(terms.TermsPage), name="terms"),
            path(f"{call}lots/<int:pk>/terms/", guarded(terms.LotTermsPage), name="lot_terms"),
            path(f"{call}lots/<int:pk>/pieces/", guarded(terms.PiecesPage), name="pieces"),
            path(f"{call}lots/new/", guarded(parts.AddLot), name="add_lot"),
            path(f"{call}lots/<int:pk>/", guarded(parts.LotPage), name="lot"),
            path(f"{call}lots/<int:pk>/remove/", guarded(parts.RemoveLot), name="remove_lot"),
            path(f"{call}documents/new/", guarded(parts.AddDocument), name="add_document"),
            path(f"{call}documents/<int:pk>/remove/", guarded(parts.RemoveDocument), name="remove_document"),
        ]

    def register_permissions(self) -> None:
        """Nobody is given these calls by a Wagtail group: posts at the buyer decide."""
