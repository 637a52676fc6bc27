"""On what a run computes vectors: the processor, or a GPU."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Choice(StrEnum):
    """What the user asks for."""

    CPU = "cpu"
    GPU = "gpu"  # a GPU; where that does not work, the processor, and the user is told why
    AUTO = "auto"  # a GPU where there is one, if there is much to embed; no word if there is none


ALL_LAYERS: Final = -1
# Inputs of so many tokens together are computed at once: with fewer, a GPU waits more than it computes.
GPU_BATCH_TOKENS: Final = 1024
# The processor embeds fewer tokens before a GPU is ready.
_AUTO_FROM_TOKENS: Final = 2048


def _ignore(message: str, hint: str) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Device:
    """What to compute on, how many of the model's layers go to a GPU, and whom to tell if that does not work.

    `tell` is called with a sentence and a hint, which may be empty. It may be called by any thread.
    """

    choice: Choice = Choice.CPU
    gpu_layers: int = ALL_LAYERS
    tell: Callable[[str, str], None] = _ignore

    @property
    def may_use_gpu(self) -> bool:
        """Whether a GPU is tried."""
        return self.choice is not Choice.CPU and self.gpu_layers != 0

    @property
    def gpu_from_tokens(self) -> int:
        """How many tokens must wait together before a GPU is tried."""
        return _AUTO_FROM_TOKENS if self.choice is Choice.AUTO else 1


PROCESSOR: Final = Device()
