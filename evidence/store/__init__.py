"""Everything that speaks SQL: the schema, its migrations, and every read and write.

``Database`` opens a database and hands out transactions; the functions of the other modules take an
open transaction as their first argument and never commit. Who calls them decides what belongs together.
"""
