"""The pictures of the user guide, taken of a real Odoo and a real consent page.

Runs in the development environment's Python; `dev/screenshots` starts it.
"""
