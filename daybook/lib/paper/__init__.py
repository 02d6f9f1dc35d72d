"""Documents on paper: prescription, visit summary, invoice, receipt, as PDF."""
