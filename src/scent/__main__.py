"""`python -m scent` is the `scent` command."""

from scent.cli.start import main

main()
