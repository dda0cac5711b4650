"""A browser window of one person, and pictures of it."""

import contextlib
import io
import re
import resource

from PIL import Image
from playwright.sync_api import sync_playwright

WIDTH = 1280
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
COLORS = 128
# What moves, or tells the time of day at which the picture was taken
STILL = """
* { animation: none !important; transition: none !important; caret-color: transparent }
"""


class Camera:
    """Takes pictures of one page into a folder."""

    def __init__(self, page, folder):
        self.page = page
        self.folder = folder
        self.taken = []

    def take(self, name, height=720, element=None, margin=12):
        """Save a picture.

        :param str name: of the file, without its ending
        :param int height: of the window
        :param str element: selector of what is shown; default: the window
        :param int margin: pixels around the element
        """
        self.page.set_viewport_size({"width": WIDTH, "height": height})
        self.settle()
        clip = None
        if element:
            box = self.page.locator(element).first.bounding_box()
            left, top = max(box["x"] - margin, 0), max(box["y"] - margin, 0)
            clip = {
                "x": left,
                "y": top,
                "width": min(box["x"] + box["width"] + margin, WIDTH) - left,
                "height": min(box["y"] + box["height"] + margin, height) - top,
            }
        picture = Image.open(io.BytesIO(self.page.screenshot(clip=clip)))
        path = self.folder / f"{name}.png"
        # A screen has few colours: a palette makes the file small
        picture.convert("RGB").quantize(COLORS).save(path, optimize=True)
        self.taken.append(path)
        print(f"  {path.name}  {path.stat().st_size // 1024} KB", flush=True)

    def settle(self):
        """Wait until nothing is loaded or drawn any more."""
        self.page.wait_for_load_state("load")
        self.page.wait_for_function(
            "() => !document.querySelector('.o_loading_indicator, .o_blockUI')"
            " && [...document.images].every(image => image.complete)"
        )
        self.page.evaluate("async () => { await document.fonts.ready }")
        self.page.add_style_tag(content=STILL)
        self.page.evaluate(
            "() => new Promise(done =>"
            " requestAnimationFrame(() => requestAnimationFrame(done)))"
        )


class Person:
    """Somebody in front of Odoo."""

    def __init__(self, context, url, login, password):
        self.context = context
        self.url = url
        self.page = context.new_page()
        self.page.set_default_timeout(30_000)
        self.page.goto(f"{url}/web/login")
        self.page.fill("input[name=login]", login)
        self.page.fill("input[name=password]", password)
        self.page.click("button[type=submit]")
        self.page.wait_for_selector(
            ".o_web_client .o_navbar, .o_web_client .o_home_menu"
        )

    def open(self, path, ready):
        """Open an address of Odoo; wait for an element."""
        self.page.goto("about:blank")
        self.page.goto(f"{self.url}/odoo/{path}")
        self.page.wait_for_selector(ready)

    def press(self, text, exact=True):
        """Press the button with this text."""
        label = re.compile(rf"^\s*{re.escape(text)}\s*$") if exact else text
        self.page.locator("button:visible", has_text=label).first.click()

    def tab(self, text):
        """Open a tab of a form."""
        self.page.locator(".o_notebook_headers .nav-link", has_text=text).click()

    def close_notices(self):
        """Take the notices of the corner away."""
        notices = self.page.locator(".o_notification_close")
        while notices.count():
            with contextlib.suppress(Exception):
                notices.first.click(timeout=500)


@contextlib.contextmanager
def browser():
    """Start the machine's Chromium; gives a function that opens a window.

    Each window has cookies of its own, as one person's browser has.
    """
    with _much_address_space():
        playwright = sync_playwright().start()
    try:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)

        def window():
            return chromium.new_context(
                viewport={"width": WIDTH, "height": 720},
                locale="en-GB",
                timezone_id="Australia/Sydney",
            )

        yield window
        chromium.close()
    finally:
        playwright.stop()


@contextlib.contextmanager
def _much_address_space():
    """Lift a limit of Odoo's, inside of which Chromium does not start."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
