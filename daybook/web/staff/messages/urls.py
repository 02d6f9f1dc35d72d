from django.urls import path

from daybook.web.staff.messages import settings, views

TEMPLATE = "settings/messages/<str:purpose>/<str:language>/"

urlpatterns = [
    path("messages/", views.index, name="messages"),
    path("messages/<uuid:message_id>/", views.show, name="message"),
    path("messages/<uuid:message_id>/again/", views.again, name="message-again"),
    path("settings/messages/", settings.plan, name="settings-messages"),
    path(TEMPLATE, settings.template, name="message-template"),
    path(f"{TEMPLATE}preview/", settings.preview, name="message-preview"),
    path(f"{TEMPLATE}default/", settings.default, name="message-default"),
]
