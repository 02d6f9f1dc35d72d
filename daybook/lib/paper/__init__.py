"""Documents on paper: prescription, visit summary, invoice, receipt, as PDF."""

from daybook.lib.paper.fonts import PaperRefused
from daybook.lib.paper.make import pdf, pictures
from daybook.lib.paper.shapes import Kind, Size
from daybook.lib.paper.words import in_words

__all__ = ["Kind", "PaperRefused", "Size", "in_words", "pdf", "pictures"]
