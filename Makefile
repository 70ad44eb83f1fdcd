# Every target sets up .venv by itself; without make: sh deploy/bootstrap.sh demo
.PHONY: help demo test lint check bench screenshots setup requirements
.SILENT:

help:
	echo "make demo          the screens with two simulated readers, in a temporary training home"
	echo "make test          the test suite"
	echo "make check         format, lint, types, import contracts, then the tests"
	echo "make bench         the measurements, as ratios"
	echo "make screenshots   the pictures in the documentation"
	echo "make requirements  the hashed requirement files, resolved anew (needs uv)"
	echo "Words for the program go in ARGS, as in: make test ARGS='-k deadline'"

demo test lint check bench screenshots setup:
	sh deploy/bootstrap.sh $@ $(ARGS)

requirements:
	sh deploy/requirements.sh
