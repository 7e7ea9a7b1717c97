-- Epochs: what validators think of others, what consensus makes of it, and who was paid.

alter table subnet
  alter column share type bigint,
  add column last_step bigint not null default 0, -- height of the last epoch
  add column epochs    bigint not null default 0; -- how many there were

alter table account
  add column staked_at bigint not null default 0, -- when it was last added to, where stake cools
  add column earned    bigint not null default 0; -- what epochs have added to it; for readers only

-- An epoch changes all stakes of a subnet at once. Where each page has room for its rows once more,
-- the indexes need not be touched.
alter table account set (fillfactor = 45);

alter table node
  add column nonce bigint not null default 0,
  add column votes bytea; -- for subnets; two bytes of netuid and two of weight each

-- A neuron's weights and bonds are two bytes of uid and two of value each, by rising uid. The
-- numbers of the last epoch are in parts of 65,535.
alter table neuron
  add column last_update     bigint   not null default 0,
  add column permit          boolean  not null default false,
  add column active          boolean  not null default false,
  add column consensus       integer  not null default 0,
  add column incentive       integer  not null default 0,
  add column dividends       integer  not null default 0,
  add column validator_trust integer  not null default 0,
  add column emission        bigint   not null default 0,
  add column weights         bytea    not null default '',
  add column bonds           bytea    not null default '',
  add column commits         text[]   not null default '{}'; -- height, colon, hash; oldest first
update neuron set last_update = registered_at;
-- One that had to go can come back on another place in the same transaction.
alter table neuron
  drop constraint neuron_netuid_hotkey_key,
  add constraint neuron_netuid_hotkey_key unique (netuid, hotkey) deferrable initially deferred;

create table epoch (
  netuid          smallint not null references subnet,
  number          bigint   not null check (number >= 1),
  height          bigint   not null,
  emission        bigint   not null check (emission >= 0),
  owner_paid      bigint   not null check (owner_paid >= 0),
  experts_paid    bigint   not null check (experts_paid >= 0),
  validators_paid bigint   not null check (validators_paid >= 0),
  nominators_paid bigint   not null check (nominators_paid >= 0),
  state_hash      char(64) not null,
  primary key (netuid, number)
);
create index epoch_height on epoch (height);

-- The neurons as an epoch left them.
create table epoch_neuron (
  netuid          smallint not null,
  number          bigint   not null, -- of the epoch
  uid             integer  not null,
  hotkey          text     not null,
  registered_at   bigint   not null,
  last_update     bigint   not null,
  stake           bigint   not null, -- behind it, before it was paid
  active          boolean  not null,
  permit          boolean  not null,
  consensus       integer  not null,
  incentive       integer  not null,
  dividends       integer  not null,
  validator_trust integer  not null,
  emission        bigint   not null,
  nominators_paid bigint   not null, -- what was shared out by stake, its owner's share included
  primary key (netuid, number, uid)
);
-- What each validator's nominators were paid of late.
create index epoch_neuron_paid on epoch_neuron (netuid, hotkey, number)
  include (stake, nominators_paid) where nominators_paid > 0;
