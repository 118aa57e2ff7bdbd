"""What the window asks of a page, and what it hands to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from ui.appearance import Tokens


class Page(Protocol):
    """One room of the window.

    ``ready`` is emitted when the page shows its contents for the first time; ``offers_changed`` when
    :attr:`offers` differs from before.
    """

    ready: SignalInstance
    offers_changed: SignalInstance

    @property
    def title(self) -> str:
        """The name of the page, as a msgid."""
        ...

    @property
    def offers(self) -> Mapping[str, Callable[[], None]]:
        """The acts of ``ui.actions`` that the page answers now, by their key."""
        ...

    @property
    def widget(self) -> QWidget:
        """What is shown."""
        ...

    def activate(self) -> None:
        """The page is shown: read what it needs and put the keys where work begins."""
        ...

    def leave(self) -> bool:
        """Another page will be shown, or the study closed. Nothing is asked, because drafts keep everything.

        False: the page cannot be left now.
        """
        ...

    def retranslate(self) -> None:
        """The language has changed."""
        ...

    def set_tokens(self, tokens: Tokens) -> None:
        """The appearance has changed."""
        ...


@dataclass(frozen=True)
class Room:
    """A page and how it is made: when it is first entered, because the first paint shall not wait for the others."""

    title: str
    make: Callable[[], Page]
