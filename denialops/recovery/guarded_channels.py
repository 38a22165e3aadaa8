"""Ways to tell people, within what their vendors' breaker, kill switches and rate allow."""

from __future__ import annotations

from collections.abc import Callable

from denialops.errors import ActionError, ChannelUnavailable
from denialops.ports.recovery.actions import Alert, Channel
from denialops.recovery.guards import Guards

STOPPED_WAIT_S = 300.0
"""Until a channel that a person or a switch stopped is looked at again."""


class GuardedChannel:
    """Implements ports.Channel. The vendor of a channel bears its name."""

    def __init__(self, channel: Channel, guards: Guards) -> None:
        self._channel, self._guards = channel, guards
        self.name, self.can_resolve = channel.name, channel.can_resolve

    def send(self, alert: Alert) -> None:
        """Raises ChannelUnavailable without a call where none may be made now, or what the channel raises."""
        self._guarded(lambda: self._channel.send(alert))

    def resolve(self, alert: Alert) -> None:
        """As `send`."""
        self._guarded(lambda: self._channel.resolve(alert))

    def _guarded(self, call: Callable[[], None]) -> None:
        breakers = self._guards.breakers
        self._refuse_held()
        admission = breakers.admit(self.name)
        if admission.wait_s:
            raise ChannelUnavailable("The channel failed and is left alone.", retry_after_s=admission.wait_s)
        try:
            call()
        except ActionError as error:
            # A channel that refuses a message is there.
            is_away = isinstance(error, ChannelUnavailable)
            note = breakers.note_failure if is_away else breakers.note_nothing
            note(self.name, probing_since=admission.probing_since)
            raise
        breakers.note_success(self.name)

    def _refuse_held(self) -> None:
        stop = self._guards.switches.find_stop(vendor=self.name)
        if stop:
            raise ChannelUnavailable(stop.words, retry_after_s=STOPPED_WAIT_S)
        wait_s = self._guards.rates.admit(self.name)
        if wait_s:
            raise ChannelUnavailable("The channel is used too often.", retry_after_s=wait_s)
