from odoo import fields, models

# What is the same of a decision in every organisation, beside its key
CARRIED = ("resource", "res_id", "res_name", "exclusive", "excluded", "ignored")


class XeroLink(models.Model):
    """Which links are somebody's decision, and how they outlive a reset or follow to
    another organisation."""

    _inherit = "xero.link"

    chosen = fields.Boolean(
        "Chosen by a Person",
        readonly=True,
        help="Somebody said that the two belong together, here or before.",
    )

    def _people_decided(self):
        """Those of these links that are kept when an organisation is reset.

        Taxes, accounts and the like are offered again by what they are called; see
        ``xero.organisation._collect_choices``.
        """
        return self.filtered(
            lambda link: (
                link.excluded
                or link.ignored
                or link.apart_id
                or link.merged_name
                or link.doubled
                or (
                    link.record_id
                    and (link.chosen or link.from_xero)
                    and (link.exclusive or not link.record_id._is_only_matched())
                )
            )
        )

    def _forget_agreement(self):
        """Keep the pair, and nothing of what was sent or agreed upon."""
        self.write(
            {
                "agreed": False,
                "behind": False,
                "conflict": False,
                "difference": False,
                "sent": False,
                "sent_at": False,
                "suggestion_id": False,
            }
        )
        self.filtered("record_id")._note_base()

    def _let_go(self):
        """Their record is gone: what was decided of Odoo's side alone stays."""
        kept = self.filtered(lambda link: link.excluded or link.apart_id)
        kept.write({"record_id": False, "chosen": False, "from_xero": False})
        (self - kept).unlink()

    def _carry_to(self, organisation):
        """Keep out of another organisation too what is kept out of this one, and ask
        about nothing there that nobody wants to be asked about.

        :param organisation: ``xero.organisation`` of the same company
        """
        flagged = self.filtered(
            lambda link: (
                not link.merged_name
                and (link.excluded or (link.ignored and not link.record_id))
            )
        )
        names = ("res_model", "res_key", "role")
        known = {
            tuple(link[name] for name in names): link
            for link in self.search([("organisation_id", "=", organisation.id)])
        }
        fresh = []
        for link in flagged:
            own = known.get(tuple(link[name] for name in names))
            if not own:
                values = {name: link[name] for name in (*names, *CARRIED)}
                fresh.append({**values, "organisation_id": organisation.id})
            elif link.excluded:
                own.excluded = True
            elif own.state in ("undecided", "suggested"):
                own.write({"ignored": True, "suggestion_id": False})
        self.create(fresh)
