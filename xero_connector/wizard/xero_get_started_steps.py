from odoo import models


class XeroGetStarted(models.TransientModel):
    """The steps: what each says, and when it is done."""

    _inherit = "xero.get.started"

    def _step(self, key, title, text, button, done, left=""):
        return {
            "key": key,
            "title": title,
            "text": text,
            "button": button,
            "done": bool(done),
            "left": left,
            "ready": bool(self.organisation_id),
        }

    def _authorization(self):
        found = self.organisation_id.authorization_id
        return found or self.env["xero.authorization"].sudo().search(
            [("company_id", "=", self.company_id.id)], limit=1
        )

    def _step_app(self):
        app = self._authorization().sudo()
        return self._step(
            "app",
            self.env._("Register your app"),
            self.env._(
                "Make an app at developer.xero.com, enter its client id and secret "
                "here. Its redirect address is %(address)s",
                address=(app or app.new({})).redirect_uri,
            ),
            self.env._("Open Settings"),
            app.client_id and app.has_secret,
        )

    def _step_connect(self):
        organisation = self.organisation_id
        connected = organisation.connection_state in ("connected", "problem")
        left = ""
        if connected:
            left = organisation.name
        return {
            **self._step(
                "connect",
                self.env._("Connect to Xero"),
                self.env._(
                    "Allow the access on Xero's own page. To rehearse, choose Xero's "
                    "Demo Company first: what you map there by name is offered again "
                    "for your real organisation."
                ),
                self.env._("Open") if connected else self.env._("Connect"),
                connected,
                left,
            ),
            "ready": bool(self._authorization()),
        }

    def _step_import(self):
        organisation = self.organisation_id
        # read they are in every direction
        streams = organisation.stream_ids.filtered("enabled")
        unread = streams.filtered(lambda stream: not stream.last_run)
        left = ""
        if unread:
            left = self.env._(
                "%(count)s of %(total)s lists are still to be read.",
                count=len(unread),
                total=len(streams),
            )
        return self._step(
            "import",
            self.env._("Read what Xero has"),
            self.env._(
                "Contacts, items, taxes, accounts and invoices are read and paired. "
                "Nothing is written to Xero."
            ),
            self.env._("Read All from Xero"),
            streams and not unread,
            left,
        )

    def _step_questions(self):
        return self._step(
            "questions",
            self.env._("Answer five questions"),
            self.env._(
                "How invoices arrive, who numbers and mails them, where payments are "
                "recorded, items or plain lines. Safe answers are filled in."
            ),
            self.env._("Answer"),
            self.organisation_id.answered_at,
        )

    def _step_books(self):
        open_links = self._open_books()
        used = sum(open_links.mapped("use_count"))
        left = ""
        if open_links:
            left = self.env._(
                "%(count)s to map, used %(used)s times in the last twelve months.",
                count=len(open_links),
                used=used,
            )
        return self._step(
            "books",
            self.env._("Map taxes and accounts in use"),
            self.env._("Only those that your invoices of the last twelve months use."),
            self.env._("Map"),
            self._was_read("TaxRates", "Accounts") and not open_links,
            left,
        )

    def _open_books(self):
        organisation = self.organisation_id
        if not organisation:
            return self.env["xero.link"]
        return organisation._undecided_in_use("TaxRates") | (
            organisation._undecided_in_use("Accounts")
        )

    def _step_customers(self):
        counts = (self.counts or {}).get("Contacts", {})
        suggested = counts.get("suggested", 0)
        left = ""
        if suggested or counts.get("undecided"):
            left = self.env._(
                "%(suggested)s suggested, %(undecided)s only in Xero.",
                suggested=suggested,
                undecided=counts.get("undecided", 0),
            )
        return self._step(
            "customers",
            self.env._("Look through your customers"),
            self.env._(
                "Clear pairs are made already. Say yes or no to what is only "
                "suggested; the rest can wait."
            ),
            self.env._("Open Mapping"),
            self._was_read("Contacts") and not suggested,
            left,
        )

    def _step_invoices(self):
        count = self.organisation_id and self.organisation_id._look_alike_count()
        left = self.env._("%s pairs to look at.", count) if count else ""
        return self._step(
            "invoices",
            self.env._("Invoices that both have"),
            self.env._(
                "What agrees in number, total, date and customer is paired. "
                "Look-alikes wait for you."
            ),
            self.env._("Look at Them"),
            self._was_read("Invoices") and not count,
            left,
        )

    def _step_preview(self):
        return self._step(
            "preview",
            self.env._("Preview a real invoice"),
            self.env._("See what Xero would get, before it gets anything."),
            self.env._("Preview"),
            self.organisation_id.previewed_at,
        )

    def _step_live(self):
        organisation = self.organisation_id
        live = organisation and organisation.stage != "setup"
        left = ""
        if live:
            left = self.env._(
                "Since %s.", organisation._day_words(organisation.live_since)
            )
        return self._step(
            "live",
            self.env._("Go Live"),
            self.env._("You are told what goes from then on, and what stays."),
            self.env._("Open") if live else self.env._("Go Live"),
            live,
            left,
        )

    def _was_read(self, *resources):
        """Whether these lists were read, as far as they are switched on: in every
        direction they are."""
        streams = self.organisation_id.stream_ids.filtered(
            lambda stream: stream.resource in resources
        )
        return bool(streams) and all(
            stream.last_run for stream in streams if stream.enabled
        )
