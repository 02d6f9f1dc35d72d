from django.urls import path

from daybook.web.staff.bills import drafts, papers, settings, views

urlpatterns = [
    path("bills/", views.index, name="bills"),
    path("bills/new/", drafts.new, name="bill-new"),
    path("bills/sums/", drafts.add_up, name="bill-sums"),
    path("bills/drafts/<uuid:draft_id>/", drafts.change, name="bill-draft"),
    path("bills/drafts/<uuid:draft_id>/discarding/", drafts.discard, name="bill-discarding"),
    path("bills/receipts/<uuid:payment_id>/", papers.receipt, name="bill-receipt"),
    path("bills/<uuid:invoice_id>/", views.show, name="bill"),
    path("bills/<uuid:invoice_id>/paper/", papers.invoice, name="bill-paper"),
    path("bills/<uuid:invoice_id>/credit-note/", papers.credit_note, name="bill-credit-note"),
    path("bills/<uuid:invoice_id>/payment/", views.pay, name="bill-payment"),
    path("bills/<uuid:invoice_id>/payment/code/", views.code, name="bill-code"),
    path("bills/<uuid:invoice_id>/credit/", views.use_credit, name="bill-credit"),
    path("bills/<uuid:invoice_id>/refund/", views.give_back, name="bill-refund"),
    path("bills/<uuid:invoice_id>/voiding/", views.take_back, name="bill-voiding"),
    path("settings/billing/", settings.index, name="billing-settings"),
    path("settings/billing/<uuid:branch_id>/", settings.series, name="billing-series"),
]
