-- a copy of the database speaks with nobody: no tokens, no app, everything paused
UPDATE xero_authorization
   SET access_token = NULL, refresh_token = NULL,
       previous_refresh_token = NULL, client_secret = NULL,
       state = 'disconnected';
DELETE FROM xero_connect;
UPDATE xero_organisation SET stage = 'paused' WHERE stage = 'live';
UPDATE ir_cron SET active = false
 WHERE id IN (SELECT cron_id FROM xero_organisation WHERE cron_id IS NOT NULL);
