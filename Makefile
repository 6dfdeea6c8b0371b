# What to type. `make run` and `make test` need nothing before them; PORT=8001 make run takes another port.
.PHONY: help run test setup lock lint format messages

help:
	@grep '^## ' Makefile | cut -c 4-

## make run       install, load the demo, run site and worker on 127.0.0.1:8000 until Ctrl-C
run:
	@bin/run

## make test      install what the tests need, run all checks and all tests
test:
	@bin/setup --test
	@bin/test

## make setup     only install
setup:
	@bin/setup

## make lint      only the checks of style, types, templates and imports
lint:
	@bin/setup --test
	@bin/test --only-lint

## make format    write the code in the house's style
format:
	@bin/setup --test
	@.venv/bin/python -m ruff check --fix-only --quiet .
	@.venv/bin/python -m ruff format --quiet .

## make messages  collect the sentences to translate, and compile the translations
messages:
	@bin/setup --test
	@bin/messages

## make lock      pin requirements/*.in with hashes (bin/lock --upgrade takes the newest)
lock:
	@bin/lock
