from django.urls import path

from daybook.web.staff.visits import files, helps, papers, story, templates, views

urlpatterns = [
    path("visits/open/", views.start, name="visit-open"),
    path("visits/diagnoses/", helps.diagnoses, name="diagnosis-search"),
    path("visits/<uuid:visit_id>/", views.show, name="visit"),
    path("visits/<uuid:visit_id>/note/", views.save, name="visit-note"),
    path("visits/<uuid:visit_id>/signature/", views.finish, name="visit-signature"),
    path("visits/<uuid:visit_id>/amendment/", views.change, name="visit-amendment"),
    path("patients/<uuid:patient_id>/story/", story.whole, name="story"),
    path("visits/<uuid:visit_id>/favourites/", helps.keep, name="favourite-new"),
    path("favourites/<uuid:favourite_id>/removal/", helps.drop, name="favourite-removal"),
    path("visits/<uuid:visit_id>/files/", files.add, name="file-new"),
    path("files/<uuid:attachment_id>/", files.show, name="file"),
    path("files/<uuid:attachment_id>/removal/", files.remove, name="file-removal"),
    path("visits/<uuid:visit_id>/prescription/", papers.prescription, name="visit-prescription"),
    path("visits/<uuid:visit_id>/summary/", papers.summary, name="visit-summary"),
    path("settings/templates/", templates.index, name="templates"),
    path("settings/templates/new/", templates.new, name="template-new"),
    path("settings/templates/<uuid:template_id>/", templates.change, name="template"),
    path("settings/templates/<uuid:template_id>/retirement/", templates.retire, name="template-retirement"),
    path("settings/templates/<uuid:template_id>/return/", templates.restore, name="template-return"),
]
