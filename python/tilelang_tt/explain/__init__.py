"""What was decided for a kernel, and why: as text for a terminal, or as one page of HTML.

explanation = explain(module, options)     # lowers the module, in place
text(explanation); page(explanation)
"""

from tilelang_tt.explain.facts import Explanation, explain
from tilelang_tt.explain.page import page
from tilelang_tt.explain.terminal import text

__all__ = ["Explanation", "explain", "page", "text"]
