from django.urls import path

from daybook.accounts import limits
from daybook.web.public.account.doors import limited
from daybook.web.public.signup import views

urlpatterns = [
    path("sign-up/", limited(limits.SIGN_UP)(views.SignUp.as_view()), name="account_signup"),
    path("sign-up/clinic/", limited(limits.SIGN_UP)(views.clinic), name="sign-up-clinic"),
    path("sign-up/clinic/place/", views.place, name="sign-up-place"),
]
