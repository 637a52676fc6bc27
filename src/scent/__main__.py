"""`python -m scent` is the `scent` command."""

import sys

from scent.cli.app import main

sys.exit(main())
