from django.urls import path

from daybook.web.staff.bills import advances, drafts, money, notes, papers, settings, views

urlpatterns = [
    path("bills/", views.index, name="bills"),
    path("bills/new/", drafts.new, name="bill-new"),
    path("bills/sums/", drafts.add_up, name="bill-sums"),
    path("bills/drafts/<uuid:draft_id>/", drafts.change, name="bill-draft"),
    path("bills/drafts/<uuid:draft_id>/discarding/", drafts.discard, name="bill-discarding"),
    path("bills/receipts/<uuid:payment_id>/", papers.receipt, name="bill-receipt"),
    path("bills/credit-notes/<uuid:credit_note_id>/", papers.credit_note, name="bill-credit-note"),
    path("bills/advances/<uuid:patient_id>/", advances.show, name="advance"),
    path("bills/advances/<uuid:patient_id>/new/", advances.take, name="advance-new"),
    path("bills/advances/<uuid:patient_id>/refund/", advances.give_back, name="advance-refund"),
    path("bills/<uuid:invoice_id>/", views.show, name="bill"),
    path("bills/<uuid:invoice_id>/paper/", papers.invoice, name="bill-paper"),
    path("bills/<uuid:invoice_id>/payment/", money.pay, name="bill-payment"),
    path("bills/<uuid:invoice_id>/payment/code/", money.code, name="bill-code"),
    path("bills/<uuid:invoice_id>/credit/", money.use_credit, name="bill-credit"),
    path("bills/<uuid:invoice_id>/advance/", money.pay_from_advance, name="bill-advance"),
    path("bills/<uuid:invoice_id>/keeping/", money.keep, name="bill-keeping"),
    path("bills/<uuid:invoice_id>/refund/", money.give_back, name="bill-refund"),
    path("bills/<uuid:invoice_id>/voiding/", notes.take_back, name="bill-voiding"),
    path("bills/<uuid:invoice_id>/crediting/", notes.take_part_back, name="bill-crediting"),
    path("settings/billing/", settings.index, name="billing-settings"),
    path("settings/billing/<uuid:branch_id>/", settings.series, name="billing-series"),
]
