-- One organisation's folders on three PostgreSQL servers, reached through a fourth.
--
-- On each of the three: a database with the tables that Suprovid makes itself
-- (start it once against that database, or restore an empty dump of it).
-- On the fourth, in an empty database: this file, with the addresses and the password filled in.
-- Then SUPROVID_STORE names the fourth. A folder, its attachments and the note that it was erased
-- are always on the same server, because all three tables are split by the folder's id.

CREATE EXTENSION IF NOT EXISTS postgres_fdw;

CREATE SERVER IF NOT EXISTS first_server FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host 'FIRST_HOST', dbname 'suprovid', fetch_size '200');
CREATE SERVER IF NOT EXISTS second_server FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host 'SECOND_HOST', dbname 'suprovid', fetch_size '200');
CREATE SERVER IF NOT EXISTS third_server FOREIGN DATA WRAPPER postgres_fdw
    OPTIONS (host 'THIRD_HOST', dbname 'suprovid', fetch_size '200');

CREATE USER MAPPING IF NOT EXISTS FOR CURRENT_USER SERVER first_server
    OPTIONS (user 'suprovid', password 'PASSWORD');
CREATE USER MAPPING IF NOT EXISTS FOR CURRENT_USER SERVER second_server
    OPTIONS (user 'suprovid', password 'PASSWORD');
CREATE USER MAPPING IF NOT EXISTS FOR CURRENT_USER SERVER third_server
    OPTIONS (user 'suprovid', password 'PASSWORD');

CREATE TABLE folders (id text NOT NULL, kind text NOT NULL, revision bigint NOT NULL, sheet bytea NOT NULL,
    changed timestamptz NOT NULL) PARTITION BY HASH (id);
CREATE FOREIGN TABLE folders_1 PARTITION OF folders FOR VALUES WITH (MODULUS 3, REMAINDER 0)
    SERVER first_server OPTIONS (schema_name 'public', table_name 'folders');
CREATE FOREIGN TABLE folders_2 PARTITION OF folders FOR VALUES WITH (MODULUS 3, REMAINDER 1)
    SERVER second_server OPTIONS (schema_name 'public', table_name 'folders');
CREATE FOREIGN TABLE folders_3 PARTITION OF folders FOR VALUES WITH (MODULUS 3, REMAINDER 2)
    SERVER third_server OPTIONS (schema_name 'public', table_name 'folders');

CREATE TABLE attachments (id text NOT NULL, kind text NOT NULL, digest text NOT NULL,
    content bytea NOT NULL) PARTITION BY HASH (id);
CREATE FOREIGN TABLE attachments_1 PARTITION OF attachments FOR VALUES WITH (MODULUS 3, REMAINDER 0)
    SERVER first_server OPTIONS (schema_name 'public', table_name 'attachments');
CREATE FOREIGN TABLE attachments_2 PARTITION OF attachments FOR VALUES WITH (MODULUS 3, REMAINDER 1)
    SERVER second_server OPTIONS (schema_name 'public', table_name 'attachments');
CREATE FOREIGN TABLE attachments_3 PARTITION OF attachments FOR VALUES WITH (MODULUS 3, REMAINDER 2)
    SERVER third_server OPTIONS (schema_name 'public', table_name 'attachments');

CREATE TABLE erased (id text NOT NULL, kind text NOT NULL, changed timestamptz NOT NULL)
    PARTITION BY HASH (id);
CREATE FOREIGN TABLE erased_1 PARTITION OF erased FOR VALUES WITH (MODULUS 3, REMAINDER 0)
    SERVER first_server OPTIONS (schema_name 'public', table_name 'erased');
CREATE FOREIGN TABLE erased_2 PARTITION OF erased FOR VALUES WITH (MODULUS 3, REMAINDER 1)
    SERVER second_server OPTIONS (schema_name 'public', table_name 'erased');
CREATE FOREIGN TABLE erased_3 PARTITION OF erased FOR VALUES WITH (MODULUS 3, REMAINDER 2)
    SERVER third_server OPTIONS (schema_name 'public', table_name 'erased');

-- Small: they stay on the fourth server.
CREATE TABLE numbers (series text PRIMARY KEY, last bigint NOT NULL);
CREATE TABLE records (key text NOT NULL, room text NOT NULL, owner text NOT NULL, value text NOT NULL,
    until timestamptz NOT NULL, PRIMARY KEY (key, room));
