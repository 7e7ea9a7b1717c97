-- One row. Whoever changes what the list of experts shows locks it first, then the expert: so no two
-- changes can deadlock, and the version grows by one for each.
create table registry (
  id      smallint primary key check (id = 1),
  version bigint   not null check (version >= 0)
);
insert into registry values (1, 0);

create table subnet (
  netuid   smallint primary key,
  name     text     not null,
  next_uid integer  not null check (next_uid >= 0)
);
insert into subnet values (1, 'text', 0), (2, 'embeddings', 0), (3, 'vision', 0);

create table expert (
  hotkey          char(64)    primary key,
  netuid          smallint    not null references subnet,
  uid             integer     not null,
  registration_id uuid        not null,
  payload         text        not null, -- the registration as it was signed, with the descriptor
  signature       text        not null, -- over it, so that anybody can check what the registry says
  issued_at       timestamptz not null, -- the registration's time by the expert's clock
  sent_at         timestamptz not null, -- the last message's time by the expert's clock
  registered_at   timestamptz not null, -- the first registration by our clock
  last_seen       timestamptz not null, -- the last message by our clock
  listed          boolean     not null, -- false after a clean farewell
  healthy         boolean     not null, -- as last shown in the list
  sessions        integer     not null,
  passages        integer     not null,
  unique (netuid, uid)
);
create index expert_last_seen on expert (last_seen) where healthy;

-- Registrations done, so that a repeated one is not done twice. Kept for as long as one is in date.
create table registration (
  hotkey  char(64)    not null,
  id      uuid        not null,
  payload bytea       not null, -- SHA-256
  done_at timestamptz not null,
  primary key (hotkey, id)
);
create index registration_done_at on registration (done_at);

create table gateway (
  hotkey     char(64)    primary key,
  endpoint   text        not null,
  updated_at timestamptz not null
);
