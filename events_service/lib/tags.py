"""Template tags of the whole house."""

from django import template

register = template.Library()
