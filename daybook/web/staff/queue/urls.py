from django.urls import path

from daybook.web.staff.queue import views, walk_in
from daybook.web.staff.visits import vitals

urlpatterns = [
    path("queue/", views.queue, name="queue"),
    path("queue/changes/", views.changes, name="queue-changes"),
    path("queue/new/", walk_in.new, name="queue_entry-new"),
    path("queue/next/", views.call_the_next, name="queue-next"),
    path("queue/screen/", views.screen, name="queue-screen"),
    path("queue/screen/changes/", views.screen_changes, name="queue-screen-changes"),
    path("queue/<uuid:queue_entry_id>/", views.show, name="queue-entry"),
    path("queue/<uuid:queue_entry_id>/slip/", views.slip, name="queue-slip"),
    path("queue/<uuid:queue_entry_id>/vitals/", vitals.take, name="queue-vitals"),
    path("queue/<uuid:queue_entry_id>/<slug:verb>/", views.step, name="queue-step"),
]
