"""The addresses of the whole house."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls

from cms.views import accessibility, guidance, home, known, news, problem, source
from procurement.availability.views import health
from procurement.entrance.openid.urls import addresses as openid
from procurement.languages import choose
from procurement.second_factor import only_by_our_door

urlpatterns = [
    path("i18n/setlang/", choose, name="set_language"),
    path("health/", health, name="health"),
    path("sign-in/", include(openid)),
    path("admin/login/", only_by_our_door),
    path("admin/", include(wagtailadmin_urls)),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
        path("", home, name="home"),
        path("guidance/", guidance, name="guidance"),
        path("news/", news, name="news"),
        path("accessibility/", accessibility, name="accessibility"),
        path("source/", source, name="source"),
        path("problem/", problem, name="problem"),
        path("what-we-know/", known, name="known"),
        path("", include("procurement.administration.urls")),
        path("", include("procurement.rulebook.urls")),
        path("", include("tenders.record.urls")),
        path("", include("tenders.calls.urls")),
        path("", include("tenders.following.urls")),
        path("", include("tenders.alerts.urls")),
        path("", include("tenders.readiness.urls")),
        path("", include("tenders.help.urls")),
        path("", include("tenders.outages.urls")),
        path("", include("tenders.desk.urls")),
        path("", include("tenders.bids.room_urls")),
        path("", include("tenders.evaluation.urls")),
        path("", include("tenders.decisions.urls")),
        path("", include("suppliers.intake.urls")),
        path("", include("tenders.holdings.urls")),
        path("", include("suppliers.onboarding.urls")),
        path("", include("suppliers.vetting.urls")),
        path("", include("suppliers.declarations.urls")),
        path("", include("suppliers.partners.urls")),
        path("", include("suppliers.vault.urls")),
        path("", include("tenders.groups.urls")),
        path("", include("tenders.bids.urls")),
        *([path("", include("tenders.demo.urls"))] if settings.DEMO else []),
        path("", include(wagtail_urls)),
    ),
]
