"""A clinic's own list of patients, as CSV or XLSX: looked at, mapped, tried row by row, brought in, taken back."""
