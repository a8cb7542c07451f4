"""`python -m hoshitori.cli`."""

import sys

from hoshitori.cli import main

sys.exit(main())
