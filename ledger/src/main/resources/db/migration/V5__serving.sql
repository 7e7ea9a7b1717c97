-- Where an expert serves can be changed now and then only.
alter table expert add column moved_at timestamptz; -- when its endpoint was set last
update expert set moved_at = registered_at;
alter table expert alter column moved_at set not null;
