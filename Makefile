# Every command works on a machine with only python3 (3.11 to 3.13), make and a network.
# Lệnh nào cũng chạy được trên máy mới chỉ có python3 (3.11 đến 3.13), make và mạng.

# Programs that were installed for this project come first, such as the tests' own Chromium.
PYTHON := PATH="$(CURDIR)/.venv/bin:$$PATH" .venv/bin/python
# A test that waits for ever ends its run with every thread's place in the code, instead of holding it up.
PYTEST := $(PYTHON) -m pytest --durations=15 -o faulthandler_timeout=600 -o faulthandler_exit_on_timeout=true
SOURCES := $(wildcard main.py outreach tests tools bench)
export PYTHONUTF8 := 1
# Tests start programs by the hundred: what Python has compiled once is kept, whatever the machine's own habit.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test check every-test postgresql-test faults simulate sheets-check bench screens lock clean-demo prepare-run prepare-test

help: ## Danh sách lệnh này / this list
	@sed -n 's/^\([a-z-]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 22

run: prepare-run ## Chạy bản dùng thử: máy chủ xã và máy tính bảng / try it: a commune server and a tablet
	@.venv/bin/python -m outreach demo $(ARGS)

test: prepare-test ## Chạy mọi bài kiểm / run every check and test
	@$(MAKE) --jobs 3 --output-sync=target --no-print-directory check postgresql-test every-test

# Three at once on two cores: tests with a window wait a lot. The plus sign lets make show dots as they come.
every-test: prepare-test
	+@$(PYTEST) -n 3 --dist loadfile --no-loadscope-reorder tests

# Beside the others, who take longer than this one alone.
postgresql-test: prepare-test
	@$(PYTEST) tests/server --database postgresql

sheets-check: prepare-test ## Đọc lại mã QR trên mọi tờ in / read the codes of every printed sheet
	@$(PYTHON) -m pytest tests/handouts/every_sheet.py

check: prepare-test ## Kiểm mã: ruff, mypy, chiều phụ thuộc / lint, types, import contracts
	@$(PYTHON) -m ruff check $(SOURCES)
	@$(PYTHON) -m ruff format --check $(SOURCES)
	@$(PYTHON) -m mypy $(SOURCES)
	@.venv/bin/lint-imports

faults: prepare-test ## Thử mọi sự cố, đủ số lần (rất lâu) / try every fault in full number (takes long)
	@$(PYTHON) -m pytest tests/faults --full $(ARGS)

SEEDS ?= 10000
simulate: prepare-test ## Mô phỏng sự cố đồng bộ; SEEDS=10000 / simulate faults of the sync; SEEDS=10000
	@$(PYTHON) -m tests.simulation --seeds $(SEEDS) $(ARGS)

bench: prepare-test ## Đo tốc độ / measure speed
	@$(PYTHON) -m bench

screens: prepare-test ## Chụp các màn hình vào docs/screens / picture every screen into docs/screens
	@$(PYTHON) tools/make_screens.py

lock: ## Ghi lại requirements/*.lock; ARGS=--upgrade để nâng / rewrite the locks; ARGS=--upgrade takes newer versions
	tools/make_locks.sh $(ARGS)

clean-demo: ## Xoá dữ liệu dùng thử / forget the demo's data
	rm -rf .demo

prepare-run:
	@python3 tools/prepare.py run

prepare-test:
	@python3 tools/prepare.py test
