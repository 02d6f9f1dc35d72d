"""Hashed names for scripts too."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """A module imports its neighbours by their hashed names: after an update no browser mixes old and new."""

    support_js_module_import_aggregation = True
