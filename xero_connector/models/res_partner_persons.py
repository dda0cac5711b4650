from odoo import models

from ..tools.xero_names import exact, mail


class ResPartner(models.Model):
    """The people and the groups of a contact in Xero: only read.

    A person is a child contact here, found by name, or by an e-mail that nobody else
    has; blanks are filled, and an e-mail is changed only where it is still the one that
    Xero had. Who is gone in Xero stays in Odoo, where people work with them; who was
    taken over before and is deleted or renamed here is not created once more. A group
    is a tag: a contact that leaves a group loses its tag.
    """

    _inherit = "res.partner"

    # === PERSONS === #

    def _xero_take_persons(self, organisation, payload, base):
        """Take the people behind a contact over as child contacts.

        :param tuple base: what each side had of them at the last agreement
        """
        persons = self._xero_canonical(organisation, payload)["persons"]
        before = {
            exact(person["name"]): person["email"]
            for person in (base or (0, []))[1] or []
        }
        children = self.with_context(active_test=False).search(
            [
                ("parent_id", "=", self.id),
                ("type", "=", "contact"),
                ("is_company", "=", False),
            ]
        )
        for person in persons:
            child = children._xero_find_person(person, persons)
            if child:
                self._xero_update_person(child, person, before)
            elif exact(person["name"]) not in before:
                children |= self.create(self._xero_person_values(person))

    def _xero_find_person(self, person, persons):
        """Which of these contacts is somebody in Xero.

        A mailbox that several share says nothing of who somebody is.

        :param list persons: all people of the contact
        """
        by_email = self.filtered(
            lambda child: person["email"] and mail(child.email) == person["email"]
        )
        same_name = self.filtered(
            lambda child: exact(child.name) == exact(person["name"])
        )
        if same_name:
            return (by_email & same_name or same_name)[:1]
        sharing = [other for other in persons if other["email"] == person["email"]]
        names = {exact(other["name"]) for other in persons}
        alone = len(by_email) == len(sharing) == 1 and exact(by_email.name) not in names
        return by_email if alone else self.browse()

    def _xero_update_person(self, child, person, before):
        known = before.get(exact(child.name))
        email = mail(person["email"])
        if email and (not child.email or mail(child.email) == known):
            child._xero_write_changed({"email": email})

    def _xero_person_values(self, person):
        return {
            "parent_id": self.id,
            "type": "contact",
            "is_company": False,
            "name": person["name"],
            "email": mail(person["email"]),
            "company_id": self.company_id.id,
        }

    # === GROUPS === #

    def _xero_take_groups(self, organisation, payload, base):
        """Give the partner the tags of its groups, and take those of groups that it
        left.

        :param tuple base: what each side had of them at the last agreement
        """
        Category = self.env["res.partner.category"]
        groups = self._xero_canonical(organisation, payload)["groups"]
        wanted, left = Category, Category
        for ident, name in groups:
            wanted |= Category._xero_of_group(organisation, ident, name)
        for ident, name in (base or (0, []))[1] or []:
            left |= Category._xero_of_group(organisation, ident, name, create=False)
        tags = (self.category_id - left) | wanted
        if tags != self.category_id:
            self.category_id = tags
