"""BrandingThemes: read only."""

from ..envelope import envelope, public
from ..errors import not_found
from ..listing import simple_list
from ..registry import endpoint, fields, store

store("branding_themes", "BrandingThemeID")
fields("BrandingTheme", "BrandingThemeID Name LogoUrl Type SortOrder CreatedDateUTC")


def render(call, record):
    return public(record)


@endpoint("GET", "BrandingThemes", "settings")
def get_branding_themes(call):
    themes = call.organisation.branding_themes
    return simple_list(call, "BrandingThemes", themes, render, "BrandingTheme")


@endpoint("GET", "BrandingThemes/{ident}", "settings")
def get_branding_theme(call, ident):
    found = call.organisation.branding_themes.get(ident.lower())
    if not found:
        raise not_found()
    return envelope(call, "BrandingThemes", [render(call, found)])
