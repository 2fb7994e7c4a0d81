from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from kam import slots

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, name: str, **passed: Any) -> SafeString:
    """Show what the apps above fill this slot with. Fillings return rendered (safe) HTML."""
    return format_html_join("\n", "{}", ((part,) for part in slots.collect(name, context["request"], **passed)))
