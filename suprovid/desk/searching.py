"""A session without a browser begins at once: installed packages are looked through once in a process.

Streamlit looks for components in all of them before the first run of each such session, which takes longer
than drawing a form.
"""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner


def search_once() -> None:
    """From now on the packages are those that were found the first time."""
    search = manifest_scanner.scan_component_manifests
    if not hasattr(search, "cache_info"):
        manifest_scanner.scan_component_manifests = cache(search)
