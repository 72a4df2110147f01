"""Every statement that the store in PostgreSQL makes, sorted by what it touches.

They keep to what PostgreSQL, tables split over several of its servers, Citus, CockroachDB and YugabyteDB
all do alike: no sequence, no trigger, no lock of one's own, no conflict clause that names its columns.
`tests/store/test_statements.py` reads this module and holds that; nowhere else is SQL written.
"""

from __future__ import annotations

# One folder: each names its key, led by the id by which many servers share the rows.

READ = "SELECT revision, sheet FROM folders WHERE id = %s AND kind = %s"
MARK = "SELECT kind, id, revision, changed FROM folders WHERE id = %s AND kind = %s"
CREATE = (
    "INSERT INTO folders (id, kind, revision, sheet, changed) VALUES (%s, %s, %s, %s, now())"
    " ON CONFLICT DO NOTHING"
)
WRITE = (
    "UPDATE folders SET revision = revision + 1, sheet = %s, changed = now()"
    " WHERE id = %s AND kind = %s AND revision = %s"
)
SEAL_AGAIN = "UPDATE folders SET sheet = %s WHERE id = %s AND kind = %s AND revision = %s"
MEND = (
    "UPDATE folders SET revision = %s, sheet = %s, changed = now()"
    " WHERE id = %s AND kind = %s AND revision = %s"
)
REMOVE = "DELETE FROM folders WHERE id = %s AND kind = %s"
ATTACH = "INSERT INTO attachments (id, kind, digest, content) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
ATTACH_AGAIN = "UPDATE attachments SET content = %s WHERE id = %s AND kind = %s AND digest = %s"
DETACH = "DELETE FROM attachments WHERE id = %s AND kind = %s AND digest = %s"
ATTACHED = "SELECT content FROM attachments WHERE id = %s AND kind = %s AND digest = %s"
ATTACHMENTS = "SELECT digest FROM attachments WHERE id = %s AND kind = %s ORDER BY digest"
REMOVE_ATTACHMENTS = "DELETE FROM attachments WHERE id = %s AND kind = %s"
ERASE = "INSERT INTO erased (id, kind, changed) VALUES (%s, %s, now()) ON CONFLICT DO NOTHING"
ERASE_AGAIN = "UPDATE erased SET changed = now() WHERE id = %s AND kind = %s"

# One series of numbers: one row of a small table.

COUNT = "UPDATE numbers SET last = greatest(last + 1, %s) WHERE series = %s RETURNING last"
COUNT_FIRST = "INSERT INTO numbers (series, last) VALUES (%s, %s) ON CONFLICT DO NOTHING"

# One record of a small table: who is signed in, how often somebody failed.

RECORD = "SELECT value FROM records WHERE key = %s AND room = %s"
ADD_RECORD = (
    "INSERT INTO records (key, room, owner, value, until) VALUES (%s, %s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
CHANGE_RECORD = "UPDATE records SET value = %s, until = %s WHERE key = %s AND room = %s AND value = %s"
DROP_RECORD = "DELETE FROM records WHERE key = %s AND room = %s"

# Chores: over that small table, now and then.

RECORDS_OF = "SELECT key FROM records WHERE owner = %s AND room = %s ORDER BY key"
ALL_RECORDS = "SELECT key FROM records WHERE room = %s ORDER BY key"
SWEEP_RECORDS = "DELETE FROM records WHERE until < %s AND room = %s"

# Reports: these read over all folders, and change none.

FOLDERS = "SELECT kind, id FROM folders ORDER BY kind, id"
FOLDERS_OF = "SELECT kind, id FROM folders WHERE kind = %s ORDER BY id"
MARKS = "SELECT kind, id, revision, changed FROM folders"
ERASED = "SELECT kind, id FROM erased ORDER BY changed, kind, id"
NUMBERS = "SELECT series, last FROM numbers ORDER BY series"
CHANGED = (
    "SELECT kind, id, 0 AS revision, changed FROM erased WHERE changed > %s"
    " UNION ALL SELECT kind, id, revision, changed FROM folders WHERE changed > %s ORDER BY changed"
)
HEADS = "SELECT kind, id, substring(sheet FROM 1 FOR 256) FROM folders"
ATTACHED_HEADS = "SELECT kind, id, digest, substring(content FROM 1 FOR 256) FROM attachments"
ALL_FOLDERS = "SELECT kind, id, sheet FROM folders"
ALL_ATTACHMENTS = "SELECT kind, id, digest, content FROM attachments"
MOMENT = "SELECT now()"

ONE_FOLDER = (
    READ,
    MARK,
    CREATE,
    WRITE,
    SEAL_AGAIN,
    MEND,
    REMOVE,
    ATTACH,
    ATTACH_AGAIN,
    ATTACHED,
    ATTACHMENTS,
    REMOVE_ATTACHMENTS,
    DETACH,
    ERASE,
    ERASE_AGAIN,
)
ONE_SERIES = (COUNT, COUNT_FIRST)
ONE_RECORD = (RECORD, ADD_RECORD, CHANGE_RECORD, DROP_RECORD)
CHORES = (RECORDS_OF, ALL_RECORDS, SWEEP_RECORDS)
REPORTS = (
    FOLDERS,
    FOLDERS_OF,
    MARKS,
    ERASED,
    NUMBERS,
    CHANGED,
    HEADS,
    ATTACHED_HEADS,
    ALL_FOLDERS,
    ALL_ATTACHMENTS,
    MOMENT,
)

# The tables, made where they are not there yet.

TABLES = (
    "CREATE TABLE IF NOT EXISTS folders (id text NOT NULL, kind text NOT NULL, revision bigint NOT NULL,"
    " sheet bytea NOT NULL, changed timestamptz NOT NULL, PRIMARY KEY (id, kind))",
    "CREATE INDEX IF NOT EXISTS folders_changed ON folders (changed)",
    "CREATE TABLE IF NOT EXISTS attachments (id text NOT NULL, kind text NOT NULL, digest text NOT NULL,"
    " content bytea NOT NULL, PRIMARY KEY (id, kind, digest))",
    "CREATE TABLE IF NOT EXISTS numbers (series text PRIMARY KEY, last bigint NOT NULL)",
    "CREATE TABLE IF NOT EXISTS erased (id text NOT NULL, kind text NOT NULL, changed timestamptz NOT NULL,"
    " PRIMARY KEY (id, kind))",
    "CREATE TABLE IF NOT EXISTS records (key text NOT NULL, room text NOT NULL, owner text NOT NULL,"
    " value text NOT NULL, until timestamptz NOT NULL, PRIMARY KEY (key, room))",
)
PROBES = (
    "SELECT 1 FROM folders LIMIT 0",
    "SELECT 1 FROM attachments LIMIT 0",
    "SELECT 1 FROM numbers LIMIT 0",
    "SELECT 1 FROM erased LIMIT 0",
    "SELECT 1 FROM records LIMIT 0",
)
