"""Tells the user, once, that a model that was named is on another machine, so that texts go there."""

from scent.cli.output import streams
from scent.core.model_place import Address, Place


def tell_where(model: Place | None) -> Place | None:
    """Return the place of the model that the user has named, and say first if texts are going to leave the machine."""
    if isinstance(model, Address):
        from scent.core.endpoint.named_servers import announce

        if message := announce(model):
            streams.say(message)
    return model
