"""Made-up patients of a new clinic, to look around with. They carry this as their `import_batch_id`."""

from uuid import UUID

SAMPLE = UUID("5a3b1e00-0000-7000-8000-000000000001")
