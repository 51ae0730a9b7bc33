"""A visit as other survey tools exchange it: OpenRosa submissions, out and in.

ODK XForms 1.0 (instance, metadata, repeats) and ODK entities 2022.1 to 2025.1.
"""

from __future__ import annotations

from forms.submission_in import Heading, Imported, answers_of, heading, plain_id
from forms.submission_out import digest_id, instance_id_of, submission, unwritable

__all__ = [
    "Heading",
    "Imported",
    "answers_of",
    "digest_id",
    "heading",
    "instance_id_of",
    "plain_id",
    "submission",
    "unwritable",
]
