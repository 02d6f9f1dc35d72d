"""Development's own pages, never there in production."""

from django.urls import path

from daybook.web.dev import day, mails, papers, parts

urlpatterns = [
    path("mails/", mails.page),
    path("papers/", papers.page),
    path("papers/<str:kind>/<str:language>.pdf", papers.document),
    path("papers/<str:kind>/<str:language>.png", papers.picture),
    path("parts/", parts.page),
    path("parts/form/", parts.form),
    path("parts/search/", parts.search),
    path("parts/settings/", parts.settings_page),
    path("parts/door/", parts.door),
    path("parts/error/<slug:code>/", parts.error),
    path("parts/day/", day.page),
    path("parts/day/live/", day.live),
    path("parts/day/<str:card_id>/", day.card),
    path("parts/day/<str:card_id>/move/", day.move),
]
