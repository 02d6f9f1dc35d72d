from daybook.operations.imports.batch import ImportRefused


class ListRefused(ImportRefused):
    """A list cannot be read, or what was asked of it cannot be done now. The words say what to do."""
