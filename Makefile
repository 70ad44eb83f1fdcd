# Every target sets up .venv by itself; without make: sh deploy/bootstrap.sh demo
.PHONY: help demo test lint check bench fuzz screenshots setup requirements
.SILENT:

help:
	echo "make demo          the screens with two simulated readers, in a temporary training home"
	echo "make test          the test suite"
	echo "make check         format, lint, types, import contracts, then the tests"
	echo "make bench         the measurements, as ratios"
	echo "make fuzz          a minute of coverage-guided fuzzing for each decoder (Linux on x86-64)"
	echo "make screenshots   the pictures in the documentation"
	echo "make requirements  the hashed requirement files, resolved anew (needs uv)"
	echo "Words for the program go in ARGS, as in: make test ARGS='-k deadline'"

demo test lint check bench fuzz screenshots setup:
	sh deploy/bootstrap.sh $@ $(ARGS)

requirements:
	sh deploy/requirements.sh
