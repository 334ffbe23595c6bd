"""Sets the database's own guard over released lists: its triggers are in no model, so no autodetector writes them."""

from typing import Any

from django.db import migrations

from pilin.domain.programme.models import guards


def install(apps: Any, schema_editor: Any) -> None:
    guards.install(schema_editor.connection)


def remove(apps: Any, schema_editor: Any) -> None:
    guards.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial")]
    operations = [migrations.RunPython(install, remove)]
