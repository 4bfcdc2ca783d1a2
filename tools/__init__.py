"""Command-line tools. Each is a `main(argv, stdin, stdout, stderr) -> exit code` and a `cli()` that calls it."""
