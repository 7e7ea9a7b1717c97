-- Clients' API keys, and the escrows out of which their answers are paid. All amounts are whole rao.

create table api_key (
  number              bigint      generated always as identity unique, -- in the order of making
  id                  text        primary key,
  digest              text        not null, -- SHA-256 of the key, which is kept nowhere
  name                text        not null,
  owner               text,                 -- the coldkey that pays
  labels              text[]      not null,
  requests_per_minute integer,
  tokens_per_minute   integer,
  budget              bigint      check (budget >= 0),
  cache_seconds       integer,
  cache_similarity    double precision,
  expires_at          timestamptz,
  created_at          timestamptz not null,
  revoked_at          timestamptz,
  spent               bigint      not null default 0 check (spent >= 0),
  held                bigint      not null default 0 check (held >= 0),
  -- The budget, or what was gone already when it was lowered.
  most                bigint,
  check (spent + held <= most),
  check ((budget is null) = (most is null))
);

-- What an owner has with a gateway's account.
create table escrow (
  account   text   not null,
  owner     text   not null,
  deposited bigint not null default 0,
  refunded  bigint not null default 0 check (refunded >= 0),
  spent     bigint not null default 0 check (spent >= 0),
  held      bigint not null default 0 check (held >= 0),
  height    bigint not null default 0, -- of the last closed block whose transfers are in deposited
  primary key (account, owner),
  check (deposited >= refunded + spent + held)
);

-- What is set aside for an answer. Once it is charged, a row is kept for a while, so that the same
-- charge said again is known.
create table hold (
  api_key  text        not null references api_key,
  id       uuid        not null, -- made by the gateway
  account  text        not null,
  owner    text        not null, -- of the key, at that time
  amount   bigint      not null check (amount > 0),
  lapses   timestamptz not null, -- it is let go, or forgotten
  charge   text,                 -- JSON; null until then
  primary key (api_key, id)
);
create index hold_open on hold (lapses) where charge is null;
create index hold_charged on hold (lapses) where charge is not null;

-- What an account owes to hotkeys; no row where it owes nothing.
create table owed (
  account text   not null,
  hotkey  text   not null,
  amount  bigint not null check (amount > 0),
  primary key (account, hotkey)
);

-- The transfers that settle it, and those that give back. Done once a command of the account has
-- the id.
create table payment (
  number  bigint  generated always as identity,
  account text    not null,
  id      uuid    not null,
  payee   text    not null,
  amount  bigint  not null check (amount > 0),
  kind    text    not null,
  done    boolean not null,
  primary key (account, id)
);
create index payment_due on payment (account, number) where not done;
