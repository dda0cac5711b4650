"""Worklogs on their way to invoices: what the one who reviews them sees."""

from .work import Work


def worklog_types(story):
    """Kinds of work and the items that they are billed as."""
    books = story.books
    books.resume()
    person, camera = story.person()
    person.open(f"xero/{books.organisation}", ".o_form_view")
    person.tab("Worklogs")
    camera.take("organisation-worklogs", height=860)
    person.open("xero-worklog-types", ".o_list_view")
    camera.take("worklog-types-empty", height=480)
    books.sync_worklog_types()
    books.worklog_type("Travel")
    person.open("xero-worklog-types-new", ".o_data_row")
    camera.take("worklog-types-new", height=480)
    for code in ("CONSULT", "ONSITE", "SUPPORT"):
        person.page.locator(".o_data_row", has_text=code).locator("input").check()
    person.press("Add as Worklog Type")
    person.page.wait_for_selector(".o_notification")
    story.xero.act("delete_item", item="ONSITE")
    books.sync_worklog_types()
    person.open("xero-worklog-types", ".o_data_row")
    camera.take("worklog-types", height=480)


def worklogs(story):
    """A month of work, reviewed."""
    story.books.resume()
    work = Work(story.books)
    work.set_up()
    [held] = work.find(name="Went back for the forgotten one")
    story.odoo.call("account.analytic.line", "action_xero_hold", [held])
    [told] = work.find(name="Told the staff how to restart")
    story.odoo.call(
        "account.analytic.line",
        "write",
        [told],
        {"xero_hours": 0.25, "xero_hours_reason": "Goodwill"},
    )
    person, camera = story.person()
    person.open("action-xero_connector.xero_worklog_review", ".o_data_row")
    camera.take("worklogs-review", height=700)
    page = person.page
    row = page.locator(".o_data_row", has_text="Workshop with")
    row.locator("td[name=xero_hours]").click()
    page.locator(".o_selected_row [name=xero_hours] input").fill("3:00")
    page.keyboard.press("Tab")
    page.wait_for_selector(".o_selected_row [name=xero_hours_reason] input")
    page.wait_for_timeout(300)
    camera.take("worklogs-review-reason", height=700)
    page.keyboard.press("Escape")
    page.locator("thead .o_list_record_selector").click()
    camera.take("worklogs-review-selected", height=700)


def worklogs_unbilled(story):
    story.books.resume()
    person, camera = story.person()
    person.open("action-xero_connector.xero_worklog_unbilled", ".o_pivot table")
    camera.take("worklogs-unbilled", height=520)
    person.page.locator(".o_switch_view.o_graph").click()
    person.page.wait_for_selector(".o_graph_renderer canvas")
    # bars grow for a second, which no style stops
    person.page.wait_for_timeout(1500)
    camera.take("worklogs-unbilled-graph", height=620)


def worklogs_billed(story):
    """After billing: on which invoice, paid or not, and corrected."""
    story.books.resume()
    work = Work(story.books)
    work.approve()
    person, camera = story.person()
    person.open("action-xero_connector.xero_bill_work_action", ".modal .o_data_row")
    camera.take("bill-work", height=760)
    _posted, draft, *_others = work.bill("Banksia Bay Holdings")
    person.open(f"customer-invoices/{draft}", ".o_form_sheet")
    camera.take("worklogs-draft", height=760)
    person.open("xero-worklogs", ".o_data_row")
    camera.take("worklogs", height=700)
    page = person.page
    page.locator(".o_searchview_dropdown_toggler").click()
    page.wait_for_selector(".o_search_bar_menu")
    camera.take("worklogs-filters", height=760)
    page.keyboard.press("Escape")
    row = page.locator(".o_data_row", has_text="Workshop with the office manager")
    row.locator("[name=name]").click()
    page.wait_for_selector(".o_form_view .o_statusbar_status")
    camera.take("worklog", height=900)
    person.press("Correct Billed Time")
    page.wait_for_selector(".modal .o_form_view")
    page.locator(".modal [name=hours] input").fill("3:00")
    page.locator(".modal [name=reason] input").fill("Half an hour was travel")
    page.keyboard.press("Tab")
    camera.take("worklog-correct", height=620)
    person.press("Correct")
    page.wait_for_selector(".modal", state="detached")
    page.wait_for_selector("button:has-text('Take Approval Back')")
    camera.take("worklog-correction", height=900)


def worklog_settings(story):
    story.books.resume()
    person, camera = story.person()
    [profile] = story.odoo.find("xero.billing.profile", [])
    person.open(f"xero-billing-profiles/{profile}", ".o_form_view")
    camera.take("billing-profile", height=1100)
    partner = story.books.customers["Banksia Bay Holdings"]
    person.open(f"res.partner/{partner}", ".o_form_view")
    person.tab("Sales & Purchase")
    camera.take("worklogs-customer", height=980)
    [project] = story.odoo.find("project.project", [("name", "=", "Server move")])
    person.open(f"project.project/{project}?view_type=form", ".o_form_view")
    person.tab("Settings")
    camera.take("worklogs-project", height=900)


SCENES = [worklog_types, worklogs, worklogs_unbilled, worklogs_billed, worklog_settings]
