"""Slots in the templates of mails: `{% slot "text" "name" %}`, `{% slot "instant" "starts_at" %}`, `{% slot "link" "my" %}`."""

from django import template
from django.template import Context

register = template.Library()


@register.simple_tag(takes_context=True)
def slot(context: Context, kind: str, name: str) -> str:
    """Stand for what differs from copy to copy. The nonce keeps anyone's title from becoming a slot."""
    nonce = context["slot_nonce"]
    return f"{nonce}{kind}:{name}{nonce}"
