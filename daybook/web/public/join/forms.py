from django import forms
from django.utils.translation import gettext_lazy as _

from daybook.web.public.signup.forms import name_field


class JoinForm(forms.Form):
    name = name_field(_("Your name, as colleagues see it"))
