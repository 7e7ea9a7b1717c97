-- What the gate had learned, version by version.
create table gate_version (
  id        uuid        primary key, -- made by the client
  version   char(64)    not null,    -- SHA-256 of the content
  parent    char(64),                -- what it was learned on top of
  content   text        not null,
  stored_at timestamptz not null
);
create index gate_version_version on gate_version (version);
create index gate_version_stored_at on gate_version (stored_at);

-- One row. Whoever stores or activates a version locks it first.
create table gate (
  id     smallint primary key check (id = 1),
  active char(64)
);
insert into gate values (1, null);
