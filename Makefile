# Everything runs from here; see docs/how-to/run.md. PYTHON may name another Python (3.11 to 3.14).
PYTHON ?= python3
DAYBOOK = .venv/bin/python -m daybook

.PHONY: run test lint check bench bench-big bench-kill fonts lock

# The fonts of documents come beside the start, and hold up nothing.
run:
	@$(PYTHON) tools/setup.py && { $(PYTHON) tools/fonts.py --beside & exec $(DAYBOOK) run; }

check:
	@$(PYTHON) tools/setup.py && exec $(DAYBOOK) check

test:
	@$(PYTHON) tools/setup.py --dev && { $(PYTHON) tools/fonts.py || true; } && exec .venv/bin/python tools/test.py

lint:
	@$(PYTHON) tools/setup.py --dev && exec .venv/bin/python tools/test.py --lint

REMINDERS ?= 1000
bench:
	@$(PYTHON) tools/setup.py --dev && { $(PYTHON) tools/fonts.py || true; } && exec .venv/bin/python -m bench --reminders $(REMINDERS)

fonts:
	@$(PYTHON) tools/fonts.py

NEIGHBOURS ?= 999
bench-big:
	@$(PYTHON) tools/setup.py --dev && exec .venv/bin/python -m bench.growth --neighbours $(NEIGHBOURS)

KILLS ?= 200
bench-kill:
	@$(PYTHON) tools/setup.py --dev && exec .venv/bin/python -m bench.kill --kills $(KILLS)

lock:
	@$(PYTHON) tools/setup.py --lock
