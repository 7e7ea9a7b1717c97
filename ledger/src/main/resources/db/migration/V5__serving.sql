-- Where an expert serves can be changed now and then only.
alter table expert
  add column endpoint text,        -- as in the payload
  add column moved_at timestamptz; -- when the endpoint was set last
update expert
   set endpoint = payload::jsonb #>> '{descriptor,endpoint}', moved_at = registered_at;
alter table expert
  alter column endpoint set not null,
  alter column moved_at set not null;
