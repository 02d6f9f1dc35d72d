from django.urls import path

from daybook.web.staff.reports import views

urlpatterns = [
    path("reports/", views.index, name="reports"),
    path("reports/visits.csv", views.visits, name="reports-visits"),
    path("reports/money.csv", views.money, name="reports-money"),
]
