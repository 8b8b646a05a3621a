"""Edges of the screen that belong to the system: Android draws the app beneath its bars and the camera hole."""

from .device import on_android


def safe_insets() -> tuple[int, int, int, int]:
    """Pixels to keep clear at the left, top, right and bottom; all 0 where windows have edges of their own."""
    if not on_android():
        return 0, 0, 0, 0
    from jnius import autoclass  # type: ignore[import-not-found]

    activity = autoclass("org.kivy.android.PythonActivity").mActivity
    insets = activity.getWindow().getDecorView().getRootWindowInsets()
    return (
        insets.getSystemWindowInsetLeft(),
        insets.getSystemWindowInsetTop(),
        insets.getSystemWindowInsetRight(),
        insets.getSystemWindowInsetBottom(),
    )
