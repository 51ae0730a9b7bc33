"""The printed side of a questionnaire: sheets, cards and their signed codes. Qt-free; returns bytes.

Import the module you need (`assessment`, `sheet`, `blank`, `card`, `code`, `qr`); reportlab, qrcode and
fonts are read when the first page is drawn, never at import.
"""
