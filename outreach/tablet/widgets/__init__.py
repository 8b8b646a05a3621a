"""The widgets every screen is made of. Importing this registers the fonts and what kv rules may name."""

from kivy.lang.parser import global_idmap

from outreach.tablet.i18n import gettext
from outreach.tablet.theme import register_fonts, theme

register_fonts()
global_idmap.update(theme=theme, _=gettext)

from .banner import Banner  # noqa: E402
from .base import Column, Flow, Page, Row, Rule, Strip, Surface  # noqa: E402
from .buttons import BaseButton, IconButton, OutlineButton, PrimaryButton, SoftButton  # noqa: E402
from .cards import Card, ChoiceCard, Choices, IconTile, ListItem  # noqa: E402
from .chips import Chip, FilterChip  # noqa: E402
from .empty import EmptyState  # noqa: E402
from .file_place import FilePlace  # noqa: E402
from .navigation import AppSign, BottomBar, NavItem, NavRail  # noqa: E402
from .place_header import PlaceHeader  # noqa: E402
from .progress import SegmentBar, ShareBar  # noqa: E402
from .sheet import Confirm, Picker, Sheet, close_sheets  # noqa: E402
from .text import Icon, Text  # noqa: E402
from .text_field import TextField  # noqa: E402
from .top_bar import TopBar  # noqa: E402
from .two_pane import TwoPane  # noqa: E402

__all__ = [
    "AppSign", "Banner", "BaseButton", "BottomBar", "Card", "Chip", "ChoiceCard", "Choices", "Column", "Confirm",
    "EmptyState", "FilePlace", "FilterChip", "Flow", "Icon", "IconButton", "IconTile", "ListItem", "NavItem", "NavRail",
    "OutlineButton", "Page", "Picker", "PlaceHeader", "PrimaryButton", "Row", "Rule", "SegmentBar", "ShareBar",
    "Sheet", "SoftButton", "Strip", "Surface", "Text", "TextField", "TopBar",
    "TwoPane", "close_sheets",
]  # fmt: skip
