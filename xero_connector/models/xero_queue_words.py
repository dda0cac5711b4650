import re

from odoo import api, fields, models

BADGE_LENGTH = 90
# What Xero says, and which of our remedies fits (its texts carry no codes)
PATTERNS = (
    (r"contact name .* already assigned|contact name must be unique", "name_taken"),
    (r"archived contact|matched an archived", "archived"),
    (r"contact number", "contact_number"),
    (r"invoice # must be unique|invoice number .* unique", "number_taken"),
    (r"email address must be valid|email", "email"),
    (r"lock date|locked", "locked"),
    (r"not subscribed to currency|currency", "currency"),
    (r"taxtype|tax type|tax rate", "tax"),
    (
        r"account (code )?.*(not found|could not be found|not a valid|archived)",
        "account",
    ),
    (r"not of valid status|cannot be edited as it has a payment", "settled"),
    (r"reached the limit of invoices", "plan"),
    (r"item code|item .*not found", "item"),
    (r"tracking option .*unique", "option_taken"),
    (r"too many options", "options"),
)


# Said of a new record: somebody has it, and that may be ourselves
TAKEN = frozenset({"name_taken", "number_taken", "contact_number", "option_taken"})


class XeroQueue(models.Model):
    """Words for people: the badge of a row, and what to do about a refusal."""

    _inherit = "xero.queue"

    words = fields.Text("What Happens", compute="_compute_words")

    # === BADGE === #

    @api.depends("state", "message", "next_try")
    @api.depends_context("tz")
    def _compute_words(self):
        """The reason and the remedy; of what waits, also when it goes."""
        for row in self:
            waits = row._badge() if row.state in ("pending", "retry") else False
            row.words = "\n".join(filter(None, [row.message, waits]))

    def _badge(self):
        """What is true of this row now, for the badge of its record."""
        self.ensure_one()
        organisation = self.organisation_id
        if self.state == "held":
            return self.env._("Held: %s", self._short())
        if self.state == "blocked":
            return self.env._("Blocked: %s", self._short())
        if self.state == "failed":
            return self.env._("Refused: %s", self._short())
        if self.state == "sending":
            return self.message or self.env._("Being sent to Xero")
        if organisation.read_only:
            return self.env._("Waiting: the organisation is read only")
        if organisation.stage == "setup":
            return self.env._("Not sent: setup")
        if organisation.stage == "paused":
            return self.env._("Waiting: the organisation is paused")
        if self.stream_id and not self.stream_id.enabled:
            return self.env._("Waiting: %s is switched off", self.stream_id.name)
        if organisation._first_reading_words():
            return self.env._("Waiting: Xero is being read first")
        now = fields.Datetime.now()
        if organisation.not_before and organisation.not_before > now:
            return self.env._(
                "Waiting until %(time)s (%(reason)s)",
                time=self._clock(organisation.not_before),
                reason=organisation._wait_words(),
            )
        if self.next_try and self.next_try > now:
            time = self._clock(self.next_try)
            if self.state == "retry":
                return self.env._("Will try again at %s", time)
            return self.env._("Goes to Xero at %s", time)
        return self.env._("Waiting for Xero")

    def _clock(self, moment):
        return fields.Datetime.context_timestamp(self, moment).strftime("%H:%M")

    def _short(self):
        first = (self.message or "").split("\n", 1)[0]
        # the badge is on the record: its name would only take the room
        first = first.removeprefix(f"{self.res_name}: ")
        if len(first) > BADGE_LENGTH:
            return first[: BADGE_LENGTH - 1].rstrip() + "…"
        return first

    # === REMEDIES === #

    def _explain(self, reasons, kind=None):
        """Xero's words, and what to do about them.

        :param list reasons: as Xero wrote them; untrusted, shown as text only
        :param str kind: ``scope`` where a permission is missing
        :return: text for the row
        """
        self.ensure_one()
        if kind == "scope":
            return self.env._(
                "The permission for this was not given to Odoo. Tick it in the "
                "connection's permissions, press Reconnect, then Retry."
            )
        said = " ".join(reasons) or self.env._("no reason")
        remedies = self._remedies()
        advice = [remedies[key] for key in map(_kind_of, reasons) if key]
        text = " ".join(dict.fromkeys(advice)) or self.env._(
            "Correct it, then press Retry."
        )
        return self.env._(
            "%(name)s: Xero says: %(said)s\n%(advice)s",
            name=self.res_name,
            said=said,
            advice=text,
        )

    @api.model
    def _may_be_ours(self, reasons):
        """Whether Xero refuses a new record because its number or name is taken."""
        return any(_kind_of(reason) in TAKEN for reason in reasons)

    def _remedies(self):
        return {
            "name_taken": self.env._(
                "Another contact in Xero has this name. Contacts are being read again: "
                "if it is the same customer, press Retry and the two are linked; if "
                "not, rename one of them first."
            ),
            "archived": self.env._(
                "Restore the contact in Xero, or link another one under Xero ‣ "
                "Mapping; then press Retry."
            ),
            "contact_number": self.env._(
                "Another contact in Xero carries our number, as after a merge there. "
                "Link it under Xero ‣ Mapping, then press Retry."
            ),
            "number_taken": self.env._(
                "Another document in Xero has this number; nothing was changed there. "
                "Give one of the two another number, then press Retry."
            ),
            "email": self.env._("Correct the e-mail address, then press Retry."),
            "locked": self.env._(
                "Date it later, or move the lock date in Xero; then press Retry."
            ),
            "currency": self.env._(
                "Add the currency in Xero under Settings ‣ Currencies, then press "
                "Retry."
            ),
            "tax": self.env._(
                "Map the tax to a rate that Xero allows for this account, then press "
                "Retry."
            ),
            "account": self.env._(
                "Restore the account in Xero or map another one, then press Retry."
            ),
            "settled": self.env._(
                "Remove the payment in Xero, or correct it by a credit note; then "
                "press Retry."
            ),
            "plan": self.env._(
                "Xero's plan allows no more approved invoices this month. Send drafts, "
                "or change the plan; then press Retry."
            ),
            "item": self.env._(
                "Read the items again or unlink the product, then press Retry."
            ),
            "option_taken": self.env._(
                "The category has an option of this name already. Press Read Now for "
                "the tracking categories and map it, or rename one of the two and "
                "press Retry."
            ),
            "options": self.env._(
                "The category has as many options as Xero takes. Archive some there, "
                "then press Retry; or map this one to one of them."
            ),
        }


def _kind_of(reason):
    """Which of our remedies fits one of Xero's reasons; ``None`` if none does."""
    for pattern, key in PATTERNS:
        if re.search(pattern, reason, re.IGNORECASE):
            return key
    return None
