"""`python -m tilelang_tt program.py`: see `tilelang_tt.target.program`."""

import sys

from tilelang_tt.target.program import main

sys.exit(main(sys.argv[1:]))
