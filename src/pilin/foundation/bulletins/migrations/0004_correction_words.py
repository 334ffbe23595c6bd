"""What the other towns that signed a text say of a correction: written once, and the database itself refuses a change.

The triggers of the other tables are those of ``0003_citations``: none of them is altered here. A later migration that
alters this table calls this ``guard`` again.
"""

import django.db.models.deletion
import uuid6
from django.db import migrations, models

TABLE = "bulletins_correctionword"


def statements(vendor):
    yield from removals(vendor)
    if vendor == "sqlite":
        yield (
            f"CREATE TRIGGER {TABLE}_once BEFORE UPDATE ON {TABLE} "
            "BEGIN SELECT RAISE(ABORT, 'what was signed or published is never changed'); END"
        )
        return
    yield (
        "CREATE OR REPLACE FUNCTION bulletin_word_once() RETURNS trigger LANGUAGE plpgsql AS "
        "'BEGIN RAISE EXCEPTION USING ERRCODE = ''integrity_constraint_violation'', "
        "MESSAGE = ''what was signed or published is never changed''; END'"
    )
    yield f"CREATE TRIGGER {TABLE}_once BEFORE UPDATE ON {TABLE} FOR EACH ROW EXECUTE FUNCTION bulletin_word_once()"


def removals(vendor):
    yield f"DROP TRIGGER IF EXISTS {TABLE}_once" + ("" if vendor == "sqlite" else f" ON {TABLE}")
    if vendor != "sqlite":
        yield "DROP FUNCTION IF EXISTS bulletin_word_once()"


def guard(apps, schema_editor):
    for statement in statements(schema_editor.connection.vendor):
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    for statement in removals(schema_editor.connection.vendor):
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('bulletins', '0003_citations'),
        ('members', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CorrectionWord',
            fields=[
                ('uid', models.UUIDField(default=uuid6.uuid7, editable=False, primary_key=True, serialize=False)),
                ('owner', models.CharField(db_index=True, max_length=16)),
                ('audience', models.CharField(choices=[('own', 'own town only'), ('parties', 'the parties named'), ('agreement', 'the parties of an agreement'), ('circle', 'the circle'), ('public', 'everyone')], default='own', max_length=9)),
                ('circle', models.SlugField(blank=True, default='', max_length=40)),
                ('parties', models.CharField(blank=True, default='', max_length=400)),
                ('agreement', models.UUIDField(blank=True, null=True)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('made_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('illustrative', models.BooleanField(default=False)),
                ('source', models.CharField(blank=True, default='', max_length=60)),
                ('said', models.CharField(choices=[('confirmed', 'confirmed'), ('objected', 'objects')], max_length=9)),
                ('reason_zh', models.TextField(blank=True, default='')),
                ('reason', models.TextField(blank=True, default='')),
                ('signatory', models.UUIDField(null=True)),
                ('signatory_name', models.CharField(max_length=60)),
                ('said_at', models.DateTimeField()),
                ('correction', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='words', to='bulletins.correction')),
                ('in_circle', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.circle')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.member')),
            ],
            options={
                'ordering': ['said_at', 'uid'],
                'constraints': [models.UniqueConstraint(fields=('correction', 'member'), name='a_town_answers_a_correction_once'), models.CheckConstraint(condition=models.Q(models.Q(('said', 'objected'), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), models.Q(('reason_zh', ''), _negated=True)), _connector='OR'), name='an_objection_says_why')],
            },
        ),
        migrations.RunPython(guard, unguard),
    ]
