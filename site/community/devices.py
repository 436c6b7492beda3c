"""What a browser says of itself, in a word that its owner knows."""

from django.utils.translation import gettext

_KNOWN = {"iPhone": "iPhone", "iPad": "iPad", "Harmony": "HarmonyOS", "Android": "Android", "Windows": "Windows"}
_KNOWN |= {"Mac OS": "Mac", "Linux": "Linux"}


def named(user_agent: str) -> str:
    found = next((name for sign, name in _KNOWN.items() if sign in user_agent), gettext("Another device"))
    return f"{found} · {gettext('WeChat')}" if "MicroMessenger" in user_agent else found
