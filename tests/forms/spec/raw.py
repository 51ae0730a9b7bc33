"""A form as XForm XML, for what a workbook cannot say."""

# ruff: noqa: E501 - XML is wider than code
from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from forms import Questionnaire, load
from tests.forms.scenario import Instances, Scenario

NAMESPACES = (
    'xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" '
    'xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" '
    'xmlns:entities="http://www.opendatakit.org/xforms/entities" xmlns:xsd="http://www.w3.org/2001/XMLSchema"'
)


def form(nodes: str, model: str = "", body: str = "") -> Questionnaire:
    """Load a form: the nodes of `/data`, what else stands in the model, and the body."""
    return load(
        f'<h:html {NAMESPACES}><h:head><h:title>T</h:title><model><instance><data id="t">{nodes}</data></instance>'
        f"{model}</model></h:head><h:body>{body}</h:body></h:html>"
    )


def raw(
    nodes: str,
    model: str = "",
    body: str = "",
    *,
    answers: Mapping[str, str] = MappingProxyType({}),
    instances: Instances = MappingProxyType({}),
    first: bool = True,
    **world: Any,
) -> Scenario:
    """Open such a form; `world` as `Interview` takes it."""
    return Scenario(form(nodes, model, body), answers, instances, first=first, **world)


def inputs(*names: str) -> str:
    """Return a plain control for each question of `/data`."""
    return "".join(f'<input ref="/data/{name}"/>' for name in names)


def rows(form: Scenario, repeat: str, name: str) -> list[str]:
    """Return one answer of all rows of a repeat."""
    return [form.interview.view(f"{row}.{name}").value for row in form.rows(repeat)]
