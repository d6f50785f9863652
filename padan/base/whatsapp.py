"""WhatsApp is a link to tap: nothing is sent by Padan, a person sends what was prepared."""

from urllib.parse import quote


def whatsapp_link(text: str, phone: str = "") -> str:
    """The address that opens WhatsApp with ``text``, addressed to ``phone`` (E.164) or to whomever one chooses."""
    return f"https://wa.me/{phone.lstrip('+')}?text={quote(text)}"
