"""The product's addresses, and before them the trivial views that everything is compared with, and reads as data.

They come first so that they are found fastest: a bar is a share of the trivial view's rate.
"""

from django.urls import include, path

from bench import views
from daybook import urls

here = [
    path("trivial/", views.trivial),
    path("free/", views.free),
    path("day/", views.day),
    path("search/", views.search),
]
urlpatterns = [
    path("bench/anonymous/", views.anonymous),
    path("c/<slug:slug>/bench/", include(here)),
    *urls.urlpatterns,
]

handler400, handler403, handler404, handler500 = (
    urls.handler400,
    urls.handler403,
    urls.handler404,
    urls.handler500,
)
