"""XPath 1.0 as ODK XForms use it: parsed once, compiled to closures, numbers in Decimal."""
