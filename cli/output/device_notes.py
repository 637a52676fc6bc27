"""What a user is told if vectors are not computed on the GPU that they asked for."""

from scent.cli.output import streams
from scent.cli.settings.settings import Settings
from scent.core.embedding.device import Choice, Device
from scent.core.types import Progress


class DeviceNotes:
    """Collects hints, which a line of progress must not overwrite, until `print_hints` is called."""

    def __init__(self) -> None:
        """Nothing is to be told yet."""
        self._hints: list[str] = []

    def device(self, settings: Settings, progress: Progress | None = None) -> Device:
        """The device of the settings; sentences go to `progress`, if there is one."""
        warn = progress.warn if progress else streams.say

        def tell(message: str, hint: str) -> None:
            warn(message)
            if hint:
                self._hints.append(hint)

        return Device(Choice(settings.device), settings.gpu_layers, tell)

    def print_hints(self) -> None:
        """Print the hints and forget them."""
        while self._hints:
            streams.hint(self._hints.pop(0))
