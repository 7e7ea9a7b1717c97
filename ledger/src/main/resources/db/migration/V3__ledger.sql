-- The ledger: accounts and what moved between them, in blocks. All amounts are whole rao.

-- One row, written at the first start: what everything after it is computed from.
create table genesis (
  id      smallint primary key check (id = 1),
  content text     not null, -- JSON; its text is what is hashed
  hash    char(64) not null
);

-- One row: the open block, under an advisory lock that those who post share.
create table head (
  id     smallint primary key check (id = 1),
  height bigint   not null check (height >= 1)
);
insert into head values (1, 1);

-- Closed blocks. Hashed a moment later, one after the other; until then the hashes are null.
create table block (
  height        bigint      primary key check (height >= 1),
  closed_at     timestamptz not null,
  emission      bigint      not null check (emission >= 0),
  hash          char(64),
  parent        char(64),
  entries_root  char(64),
  entry_count   integer,
  commands_root char(64),
  command_count integer
);
create index block_unhashed on block (height) where hash is null;

-- Changed only together with the entries that say why. The mint owes what was issued.
create table account (
  id      bigint   generated always as identity primary key,
  name    text     not null unique,
  coldkey text,     -- whose it is
  hotkey  text,     -- the validator behind which it is staked
  netuid  integer,
  balance bigint   not null,
  nonce   bigint   not null check (nonce >= 0), -- the last of the coldkey, on its free account
  check (case name
           when 'mint' then balance between -21000000000000000 and 0
           else balance >= 0
         end)
) with (fillfactor = 80);
create index account_coldkey on account (coldkey) where coldkey is not null;
create index account_stake on account (netuid, hotkey) where hotkey is not null;

-- What owners told the ledger to do, and it did.
create sequence command_number;
create table command (
  author  text   not null, -- the coldkey
  id      uuid   not null, -- made by the client
  number  bigint not null default nextval('command_number'),
  height  bigint not null,
  hash    char(66) not null, -- what was signed
  content text   not null, -- the signed JSON
  primary key (author, id)
);
create index command_height on command (height, number);

-- Append only. No foreign keys: the one writer writes both sides, and each would cost two look-ups
-- and two locks an entry.
create sequence entry_id;
create table entry (
  height    bigint not null,
  id        bigint not null default nextval('entry_id'),
  kind      text   not null,
  debit     bigint not null, -- account
  credit    bigint not null, -- account
  amount    bigint not null check (amount > 0),
  reference text   not null, -- the command's hash; empty if the clock moved it
  primary key (height, id),
  check (debit <> credit)
) partition by range (height);
create index entry_debit on entry (debit, height, id);
create index entry_credit on entry (credit, height, id);

-- Makes the partition that holds a height, unless it is there. Attached, so that the entries that
-- are there can be read meanwhile.
create function make_entry_partition(at_height bigint) returns void language plpgsql as $$
declare
  size   constant bigint := 1000000;
  number constant bigint := at_height / size;
  name   constant text   := 'entry_' || number;
begin
  if to_regclass(name) is null then
    execute format('create table %I (like entry including all)', name);
    execute format('alter table entry attach partition %I for values from (%s) to (%s)',
                   name, number * size, (number + 1) * size);
  end if;
end
$$;
select make_entry_partition(1);

-- What the ledger knows of a subnet; the genesis fills it in.
alter table subnet
  add column owner         text,
  add column share         integer not null default 0 check (share >= 0),
  add column tempo         integer not null default 99 check (tempo > 0),
  add column max_uids      integer not null default 0 check (max_uids >= 0),
  add column neurons       integer not null default 0 check (neurons between 0 and max_uids),
  add column registrations bigint  not null default 0 check (registrations >= 0),
  add column burn          bigint  not null default 0 check (burn >= 0),
  add column recent        integer not null default 0 check (recent >= 0);

-- A hotkey on the ledger, and whose it is.
create table node (
  hotkey         text     primary key,
  coldkey        text     not null,
  take           integer  not null check (take between 0 and 65535),
  take_raised_at bigint   not null
);

-- A place on a subnet.
create table neuron (
  netuid        smallint not null references subnet,
  uid           integer  not null check (uid >= 0),
  hotkey        text     not null references node,
  registered_at bigint   not null,
  primary key (netuid, uid),
  unique (netuid, hotkey)
);
