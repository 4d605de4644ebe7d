-- Which agents' tasks may read and write a context; an empty list: every agent's.
ALTER TABLE contexts ADD COLUMN open_to text[] NOT NULL DEFAULT '{}';

-- A decision compares the version of what it read, so that whoever is shut out is shut out of the next one.
CREATE FUNCTION bump_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
CREATE TRIGGER open_to_moves_version BEFORE UPDATE ON contexts FOR EACH ROW
  WHEN (OLD.open_to IS DISTINCT FROM NEW.open_to)
  EXECUTE FUNCTION bump_context();
