"""Pages of people, and what every page's request carries."""

from django.http import HttpRequest

from sampai.kernel.rights import Actor
from sampai.kernel.text import Words


class Request(HttpRequest):
    """A request as pages get it: with the reader's words and, after a login, who is acting."""

    words: Words
    actor: Actor
