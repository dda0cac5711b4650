"""Take the pictures: `python -m pictures ODOO DATABASE XERO FOLDER [scene ...]`."""

import argparse
from pathlib import Path

from .camera import browser
from .odoo_client import Odoo
from .scenes import SCENES, Story
from .xero_page import Xero


def main():
    parser = argparse.ArgumentParser(prog="pictures", description=__doc__)
    parser.add_argument("odoo", help="address of Odoo")
    parser.add_argument("database")
    parser.add_argument("xero", help="address of the sandbox")
    parser.add_argument("folder", type=Path)
    parser.add_argument("scenes", nargs="*", help="only these")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    odoo = Odoo(options.odoo, options.database)
    with browser() as window:
        story = Story(odoo, Xero(options.xero), window, options.folder)
        for scene in SCENES:
            if not options.scenes or scene.__name__ in options.scenes:
                print(scene.__name__, flush=True)
                try:
                    scene(story)
                except Exception:
                    story.keep_screens()
                    raise


if __name__ == "__main__":
    main()
