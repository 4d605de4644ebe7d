-- Who was shown a key's secret: the person who created it or rotated it last. NULL: the server's command line.
-- Whoever holds a key can act as the person it was made for, so for two persons both of them count.
ALTER TABLE api_keys ADD COLUMN given_to text;
ALTER TABLE stops ADD COLUMN release_requested_given_to text;
