"""The screens of the desktop, one QWidget each."""
