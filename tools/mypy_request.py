"""Tells mypy what the middleware puts on every request: ``request.standing`` and ``request.at``."""

from __future__ import annotations

from collections.abc import Callable

from mypy.nodes import MDEF, SymbolTableNode, TypeInfo, Var
from mypy.plugin import AttributeContext, ClassDefContext, Plugin
from mypy.types import AnyType, Instance, Type, TypeOfAny

REQUEST = "django.http.request.HttpRequest"
GIVEN = {"standing": "pilin.foundation.access.standing.Standing", "at": "datetime.datetime"}


class RequestPlugin(Plugin):
    """Adds the two attributes and gives them their types."""

    def get_customize_class_mro_hook(self, fullname: str) -> Callable[[ClassDefContext], None] | None:
        return _add if fullname == REQUEST else None

    def get_attribute_hook(self, fullname: str) -> Callable[[AttributeContext], Type] | None:
        kind = GIVEN.get(fullname.removeprefix(f"{REQUEST}."))
        if kind is None or not fullname.startswith(REQUEST):
            return None
        return lambda context: _of(context, kind)


def _add(context: ClassDefContext) -> None:
    info = context.cls.info
    for name in GIVEN:
        if name not in info.names:
            var = Var(name, AnyType(TypeOfAny.explicit))
            var.info = info
            var._fullname = f"{REQUEST}.{name}"
            info.names[name] = SymbolTableNode(MDEF, var, plugin_generated=True)


def _of(context: AttributeContext, kind: str) -> Type:
    module, name = kind.rsplit(".", 1)
    found = context.api.modules.get(module)  # type: ignore[attr-defined]
    node = found.names[name].node if found and name in found.names else None
    return Instance(node, []) if isinstance(node, TypeInfo) else context.default_attr_type


def plugin(version: str) -> type[Plugin]:
    """Return the plugin."""
    return RequestPlugin
