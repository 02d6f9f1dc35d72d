"""The product's own settings; only the address table has some more pages (`urls.py`)."""

from daybook.settings import *  # noqa: F403 - these are the product's settings

ROOT_URLCONF = "bench.urls"
