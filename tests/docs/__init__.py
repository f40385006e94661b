"""The documentation as tests: every block runs, every link leads somewhere, both READMEs say the same."""
