# The doors of the house. Each one sets up what it needs by itself; a second run is quick.
#   make demo        a whole assessment on a virtual device, nothing beyond this machine
#   make test        the tests          make test-slow    those that take long, too
#   make lint        style, types, and who may import whom
#   make bench       measures against peers, in one run
.PHONY: demo test test-slow lint bench clean

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
# how many processes run the tests: most of them wait for devices
WORKERS ?= 3
# whole runs measure the branches of the rooms that decide; those of ARGUMENTS run what they ask for
ROOMS_FIRST := $(if $(ARGUMENTS),,tools/rooms-first.sh)

demo:
	@tools/setup.sh demo
	@tools/demo.sh

test:
	@tools/setup.sh test
	@tools/in-namespaces.sh $(ROOMS_FIRST) $(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not slow" $(ARGUMENTS)

test-slow:
	@tools/setup.sh test
	-@tools/setup.sh slow && tools/kernel.sh
	@tools/in-namespaces.sh $(ROOMS_FIRST) $(PYTEST) -n $(WORKERS) --dist loadfile --no-loadscope-reorder $(ARGUMENTS)

lint:
	@tools/setup.sh test
	@tools/lint.sh

bench:
	@tools/setup.sh bench
	@tools/in-namespaces.sh $(BIN)/python -m tests.bench $(ARGUMENTS)

clean:
	rm -rf out .setup .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
