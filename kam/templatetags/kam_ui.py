"""Placeholder until the visual components arrive."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


def bullet(actual: object, expected: object, target: object) -> SafeString:
    return format_html("")


def status_dot(status: object, label: object = "") -> SafeString:
    return format_html("{}", status)
