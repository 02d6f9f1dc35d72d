from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('clinics', '0002_profile_schedule_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='service',
            name='code',
            field=models.CharField(blank=True, db_default='', default='', max_length=8, verbose_name='SAC or HSN'),
        ),
    ]
