SET ROLE mg_door;
CREATE OR REPLACE FUNCTION identity.actor_name(p_user_id uuid) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp
AS $actor_name$
  SELECT coalesce('service ' || u.service_name, u.email_mask, 'withdrawn') FROM identity.auth_user AS u WHERE u.user_id = p_user_id
$actor_name$;
COMMENT ON FUNCTION identity.actor_name(uuid) IS 'Who a user is, in lists and trails: a person''s masked e-mail, or the name of a service.';
REVOKE ALL ON FUNCTION identity.actor_name(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION identity.actor_name(uuid) TO mg_batch_owner, mg_owner;
SET ROLE mg_owner;
