"""Everything a person sees; the only Qt."""
