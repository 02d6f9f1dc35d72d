from django.urls import path

from daybook.web.staff.rooms import views

urlpatterns = [
    path("settings/rooms/", views.index, name="rooms"),
    path("settings/rooms/new/", views.new, name="room-new"),
    path("settings/rooms/<uuid:room_id>/", views.change, name="room"),
    path("settings/rooms/<uuid:room_id>/closing/", views.close, name="room-closing"),
    path("settings/rooms/<uuid:room_id>/reopening/", views.reopen, name="room-reopening"),
]
