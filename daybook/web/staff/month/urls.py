from django.urls import path

from daybook.web.staff.month import views

urlpatterns = [path("month/", views.month, name="month")]
