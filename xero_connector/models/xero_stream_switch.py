from odoo import fields, models


class XeroStream(models.Model):
    """What the switches of a stream mean for what waits.

    Switched off: its rows wait and say why; they go once it is switched on. One way,
    from Xero: nothing of that kind is ever written there, whoever presses; a row that
    was there before is held, and goes only if somebody presses again after the
    direction was changed.
    """

    _inherit = "xero.stream"

    # === WHY NOTHING GOES === #

    def _resting(self):
        """Streams of which nothing is sent for now."""
        return self.filtered(lambda stream: not stream.enabled)

    def _resting_words(self):
        """Why what is queued waits, for people; empty if it goes."""
        if not self or self.enabled:
            return ""
        return self.env._(
            "%(stream)s is switched off: it waits until an administrator switches it "
            "on.",
            stream=self.name,
        )

    def _one_way_words(self):
        """Why nothing of this stream is ever written to Xero; empty if it is."""
        if not self or self.direction != "pull":
            return ""
        return self.env._(
            "%(stream)s come from Xero only: nothing of that kind is written there. "
            "If it is to go, an administrator chooses Both ways or To Xero for it "
            "under Xero ‣ Organisations; then press again.",
            stream=self.name,
        )

    def _unread(self):
        """Streams of this list that send and were never read to the end, so that what
        Xero has already is not known. Those that Xero refuses to show are let be."""
        now = fields.Datetime.now()
        return self.filtered(
            lambda stream: (
                stream.pushes
                and stream.enabled
                and not stream.last_run
                and (stream.running or (stream.next_run and stream.next_run <= now))
            )
        )

    # === CHANGES === #

    def write(self, values):
        """What waited for a switch goes once it is turned."""
        closed = self.filtered(lambda stream: not stream._sends())
        if "enabled" in values and not values["enabled"]:
            # what it was reading begins again from the cursor, once it is on; what was
            # seen already need not wait for that
            values = {**values, "running": False, "run_started": False, "page": 1}
        result = super().write(values)
        if values.keys() & {"enabled", "direction"}:
            for stream in closed.filtered(lambda stream: stream._sends()):
                stream._release_waiting()
        return result

    def _release_waiting(self):
        """Documents that waited because nothing of this kind was created in Xero go
        again, and what waited for the switch."""
        model, _stream_type = self._types()[self.kind]
        self.env["xero.queue"].sudo()._release_model(self.organisation_id, model)
        self.organisation_id._trigger_once()
