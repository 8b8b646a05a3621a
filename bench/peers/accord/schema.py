"""What both sides know of a visit: one field with everything, where the last writer wins.

A field is an operation of its own to accordsync, so one is the fewest that a record can have.
"""

from accordsync_core import define_schema, lww

SCHEMA = define_schema({"visit": {"body": lww()}})
SECRET = "chỉ để đo, không giữ gì: cau tre"
"""Signs the tokens of the tablets."""
