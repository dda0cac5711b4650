{
    "name": "Xero Connector for Sold Time",
    "summary": "Worklogs of a sales order, billed once: by Xero Connector or by Sales",
    "version": "19.0.1.0.0",
    "category": "Accounting/Accounting",
    "author": "Xero Connector contributors",
    "license": "LGPL-3",
    "depends": ["xero_connector", "sale_timesheet"],
    "data": [
        "views/xero_billing_profile_views.xml",
        "wizard/sale_advance_payment_inv_views.xml",
    ],
    "auto_install": True,
}
