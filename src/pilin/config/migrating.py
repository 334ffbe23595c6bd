"""Quicker migrations: a model that is added, or given a field, a constraint or an index, does not make all others be built anew.

Django keeps a class for every model as it was at each step. When one is added it builds all classes anew that are related to it;
here all are, through the circle, so laying the tables of a new instance took time by the square of their number. The class itself
is enough: what needs all relations (data migrations, changed keys, renamed models) asks for all of them, as after Django's own
delayed changes. Before every step Django also copies the state of every model and looks over all their fields again, which a copy
cannot have spoilt.
"""

from __future__ import annotations

from typing import Any

import django
from django.db.migrations.state import ModelState, ProjectState
from django.db.models import NOT_PROVIDED

TRIED = (5, 2)  # the release whose inner workings this was tried on: on any other Django goes its own way


def quicken() -> None:
    """Let states of models be built as said above; done again it does nothing."""
    if django.VERSION[:2] != TRIED or getattr(ProjectState, "quickened", False):
        return
    whole = ProjectState.reload_model

    def alone(state: Any, model: ModelState) -> None:
        if "apps" in state.__dict__:
            state.is_delayed = True
            state.apps.unregister_model(model.app_label, model.name_lower)
            state.apps.render_multiple([model])

    def add_model(self: Any, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:
            self.resolve_model_relations(key)
        alone(self, model_state)

    def append_option(self: Any, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        model_state = self.models[app_label, model_name]
        model_state.options[option_name] = [*model_state.options[option_name], obj]
        alone(self, model_state)

    def add_field(self: Any, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool) -> None:
        if not preserve_default:
            field = field.clone()
            field.default = NOT_PROVIDED
        key = app_label, model_name
        self.models[key].fields[name] = field
        if self._relations is not None:
            self.resolve_model_field_relations(key, name, field)
        alone(self, self.models[key])

    def clone(self: ModelState) -> ModelState:
        copy = object.__new__(type(self))
        copy.app_label, copy.name, copy.bases = self.app_label, self.name, self.bases
        copy.fields, copy.options, copy.managers = dict(self.fields), dict(self.options), list(self.managers)
        return copy

    def reload_model(self: Any, app_label: str, model_name: str, delay: bool = False) -> None:
        if delay:
            alone(self, self.models[app_label, model_name])
        elif self.is_delayed and "apps" in self.__dict__:
            self.clear_delayed_apps_cache()
            self.is_delayed = False
            self.apps  # noqa: B018  (builds all of them)
        else:
            whole(self, app_label, model_name, delay)

    changed: Any = ModelState
    changed.clone = clone
    changed = ProjectState
    changed.add_model, changed.add_field, changed._append_option = add_model, add_field, append_option
    changed.reload_model, changed.quickened = reload_model, True
