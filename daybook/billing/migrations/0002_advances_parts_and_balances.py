import daybook.lib.ids
import daybook.tenancy.fields
from django.db import migrations, models
from django.db.models import F, Q

# What there is of each clinic is brought into the new shape. The owner is behind the wall as well, so clinic by clinic.
FILL = """
DO $$
DECLARE one bigint;
BEGIN
    FOR one IN SELECT id FROM tenancy_clinic LOOP
        PERFORM set_config('app.clinic_id', one::text, true);
        UPDATE billing_payment p SET patient_id = i.patient_id, branch_id = i.branch_id, currency = i.currency
        FROM billing_invoice i WHERE i.clinic_id = one AND p.clinic_id = one AND i.id = p.invoice_id;
        UPDATE billing_creditnote c SET taxable_minor = i.taxable_minor, central_minor = i.central_minor,
            state_minor = i.state_minor, rounding_minor = i.rounding_minor
        FROM billing_invoice i WHERE i.clinic_id = one AND c.clinic_id = one AND i.id = c.invoice_id;
        INSERT INTO billing_creditnoteline
            (clinic_id, id, note_id, line_id, taxable_minor, central_minor, state_minor)
        SELECT one, gen_random_uuid(), c.id, l.id, l.taxable_minor, l.central_minor, l.state_minor
        FROM billing_creditnote c
        JOIN billing_invoiceline l ON l.clinic_id = one AND l.invoice_id = c.invoice_id
        WHERE c.clinic_id = one;
        INSERT INTO billing_balance
            (clinic_id, id, invoice_id, patient_id, branch_id, practitioner_id, currency, issued_at, owed_minor)
        SELECT one, i.id, i.id, i.patient_id, i.branch_id, i.practitioner_id, i.currency, i.issued_at,
            i.total_minor
            - coalesce((SELECT sum(c.total_minor) FROM billing_creditnote c
                WHERE c.clinic_id = one AND c.invoice_id = i.id), 0)
            - coalesce((SELECT sum(CASE p.kind WHEN 'payment' THEN p.amount_minor ELSE -p.amount_minor END)
                FROM billing_payment p WHERE p.clinic_id = one AND p.invoice_id = i.id), 0)
        FROM billing_invoice i WHERE i.clinic_id = one;
    END LOOP;
    PERFORM set_config('app.clinic_id', '', true);
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_limits_and_seen_at'),
        ('billing', '0001_bills'),
        ('clinics', '0003_service_code'),
        ('patients', '0003_consent'),
        ('tenancy', '0002_uuidrange'),
    ]

    operations = [
        migrations.AlterField(
            model_name='numbercounter',
            name='kind',
            field=models.CharField(choices=[('invoice', 'Invoice'), ('credit_note', 'Credit note'), ('receipt', 'Receipt'), ('refund', 'Refund voucher'), ('advance', 'Receipt for an advance')], max_length=11),
        ),
        migrations.AddField(
            model_name='invoiceline',
            name='code',
            field=models.CharField(blank=True, default='', max_length=8),
        ),
        # Payments.
        migrations.AlterField(
            model_name='payment',
            name='invoice',
            field=daybook.tenancy.fields.ClinicFK(null=True, related_name='payments', to='billing.invoice'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='kind',
            field=models.CharField(choices=[('payment', 'Payment'), ('refund', 'Refund'), ('advance', 'Advance')], default='payment', max_length=7),
        ),
        migrations.AlterField(
            model_name='payment',
            name='method',
            field=models.CharField(choices=[('cash', 'Cash'), ('card', 'Card'), ('upi', 'UPI'), ('credit', 'Credit of another bill'), ('advance', 'From the advance')], max_length=7),
        ),
        migrations.AddField(
            model_name='payment',
            name='patient',
            field=daybook.tenancy.fields.ClinicFK(null=True, related_name='payments', to='patients.patient'),
        ),
        migrations.AddField(
            model_name='payment',
            name='branch',
            field=daybook.tenancy.fields.ClinicFK(indexed=False, null=True, related_name='+', to='clinics.branch'),
        ),
        migrations.AddField(model_name='payment', name='currency', field=models.CharField(max_length=3, null=True)),
        migrations.AddField(model_name='payment', name='together', field=models.UUIDField(null=True)),
        migrations.AddField(model_name='payment', name='seller', field=models.JSONField(null=True)),
        migrations.AddField(model_name='payment', name='buyer_sealed', field=models.BinaryField(null=True)),
        # Credit notes.
        migrations.RemoveConstraint(model_name='creditnote', name='credit_note_once'),
        migrations.AddField(model_name='creditnote', name='whole', field=models.BooleanField(default=True), preserve_default=False),
        *(
            migrations.AddField(model_name='creditnote', name=name, field=models.BigIntegerField(null=True))
            for name in ('taxable_minor', 'central_minor', 'state_minor', 'rounding_minor')
        ),
        migrations.CreateModel(
            name='CreditNoteLine',
            fields=[
                ('id', models.UUIDField(default=daybook.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('taxable_minor', models.BigIntegerField()),
                ('central_minor', models.BigIntegerField()),
                ('state_minor', models.BigIntegerField()),
                ('clinic', daybook.tenancy.fields.ClinicKey()),
                ('line', daybook.tenancy.fields.ClinicFK(related_name='credits', to='billing.invoiceline')),
                ('note', daybook.tenancy.fields.ClinicFK(indexed=False, related_name='lines', to='billing.creditnote')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'constraints': [
                    models.UniqueConstraint(fields=('clinic', 'note', 'line'), name='credit_note_line_once'),
                    models.CheckConstraint(condition=Q(taxable_minor__gte=0, central_minor__gte=0, state_minor__gte=0), name='credit_note_line_amounts'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.UUIDField(default=daybook.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('currency', models.CharField(max_length=3)),
                ('issued_at', models.DateTimeField(null=True)),
                ('owed_minor', models.BigIntegerField()),
                ('branch', daybook.tenancy.fields.ClinicFK(indexed=False, null=True, related_name='+', to='clinics.branch')),
                ('clinic', daybook.tenancy.fields.ClinicKey()),
                ('invoice', daybook.tenancy.fields.ClinicFK(indexed=False, null=True, related_name='+', to='billing.invoice')),
                ('patient', daybook.tenancy.fields.ClinicFK(indexed=False, related_name='+', to='patients.patient')),
                ('practitioner', daybook.tenancy.fields.ClinicFK(indexed=False, null=True, related_name='+', to='clinics.practitioner')),
            ],
            options={
                'abstract': False,
                'base_manager_name': 'objects',
                'default_manager_name': 'objects',
                'indexes': [
                    models.Index(condition=~Q(owed_minor=0), fields=['clinic', 'issued_at'], name='balance_open'),
                    models.Index(condition=~Q(owed_minor=0), fields=['clinic', 'patient'], name='balance_patient'),
                ],
                'constraints': [
                    models.UniqueConstraint(fields=('clinic', 'invoice'), name='balance_invoice'),
                    models.UniqueConstraint(condition=Q(invoice__isnull=True), fields=('clinic', 'patient', 'currency'), name='balance_advance'),
                    models.CheckConstraint(condition=Q(('invoice__isnull', False), ('owed_minor__lte', 0), _connector='OR'), name='balance_advance_amount'),
                ],
            },
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='payment',
            name='patient',
            field=daybook.tenancy.fields.ClinicFK(related_name='payments', to='patients.patient'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='branch',
            field=daybook.tenancy.fields.ClinicFK(indexed=False, related_name='+', to='clinics.branch'),
        ),
        migrations.AlterField(model_name='payment', name='currency', field=models.CharField(max_length=3)),
        *(
            migrations.AlterField(model_name='creditnote', name=name, field=models.BigIntegerField())
            for name in ('taxable_minor', 'central_minor', 'state_minor', 'rounding_minor')
        ),
        migrations.RemoveConstraint(model_name='payment', name='payment_other'),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=Q(other__isnull=False) | Q(kind='advance') | ~Q(method='credit'), name='payment_other'),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(
                condition=Q(invoice__isnull=False)
                | (~Q(kind='payment') & ~Q(method__in=['credit', 'advance']) & Q(buyer_sealed__isnull=False)),
                name='payment_for',
            ),
        ),
        migrations.AddConstraint(
            model_name='payment',
            constraint=models.CheckConstraint(condition=~Q(kind='advance') | Q(invoice__isnull=True) | Q(method='credit'), name='payment_kept'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.UniqueConstraint(condition=Q(whole=True), fields=('clinic', 'invoice'), name='credit_note_whole_once'),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(
                condition=Q(total_minor=F('taxable_minor') + F('central_minor') + F('state_minor') + F('rounding_minor')),
                name='credit_note_adds_up',
            ),
        ),
        migrations.AddConstraint(
            model_name='creditnote',
            constraint=models.CheckConstraint(condition=Q(total_minor__gte=0) & (Q(whole=True) | Q(total_minor__gte=1)), name='credit_note_amounts'),
        ),
        migrations.AddIndex(
            model_name='creditnote',
            index=models.Index(fields=['clinic', 'invoice'], name='credit_note_invoice'),
        ),
    ]
