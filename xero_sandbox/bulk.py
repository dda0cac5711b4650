"""An act for many records at once: all of them are done, or none."""

from .errors import Refused


def in_bulk(name, parameter, function):
    """The act ``name`` for a list of dicts, each with the details of one act.

    ``parameter`` names the list, and the store that the records go to.
    """

    def act(call, over=0, **details):
        """``over``: the seconds before now on which the moments of change spread."""
        unknown = set(details) - {parameter}
        if unknown or not isinstance(details.get(parameter), list):
            raise ValueError(f"{name} takes {parameter}, a list, and over, seconds")
        given, done = details[parameter], []
        if over:
            _refuse_backwards(call, call.organisation.stores[parameter], over)
        for index, values in enumerate(given):
            call.ms = _moment(call, over, index, len(given))
            try:
                done.append(function(call, **values))
            except Refused as refusal:
                place = f"{parameter}[{index}]"
                messages = [f"{place}: {text}" for text in refusal.messages]
                raise Refused(messages, **refusal.known) from refusal
        return done

    return act


def _moment(call, over, index, count):
    now = call.sandbox.time.ms()
    return now - int(over * 1000 * (count - 1 - index) / count)


def _refuse_backwards(call, records, over):
    """Nothing gets a moment before that of a record that is there already.

    Who has read up to the youngest record would never see one that comes before it.
    """
    youngest = max((record["_ms"] for record in records.values()), default=0)
    if youngest > call.sandbox.time.ms() - over * 1000:
        raise ValueError("over reaches back before a record that is there already")
