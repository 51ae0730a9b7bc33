"""Everything a person sees; the only Qt."""

from ui.immortal import keep_constants

keep_constants()
