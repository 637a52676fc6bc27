"""The command line: the only layer that knows Typer, Rich, the terminal and the environment."""
