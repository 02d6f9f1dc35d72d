from django.urls import path

from daybook.accounts import limits
from daybook.web.public.account.doors import limited
from daybook.web.public.join import views

urlpatterns = [path("join/<slug:slug>/<str:token>/", limited(limits.JOIN)(views.join), name="join")]
