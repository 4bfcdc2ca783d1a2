"""Command-line tools. Each is a `main(argv, stdin, stdout, stderr) -> exit code` without global state, and a `cli()`."""
