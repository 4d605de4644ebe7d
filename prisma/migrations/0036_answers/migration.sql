-- Holds everything that an answer to a waiting call rests on, until the transaction ends, in one round trip and in
-- the order in which the verbs lock: agents, people, rules, entitlements, the chain, the task, the escalation.
-- Whoever changes any of it waits, or this waits and what is read afterwards sees the change.
CREATE FUNCTION hold_answer(escalation text, deciders text[]) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  task text;
  agent text;
  parent text;
  voices text[];
BEGIN
  SELECT e.task_id, e.agent_id INTO task, agent FROM escalations e WHERE e.id = escalation;
  IF NOT FOUND THEN RETURN; END IF;
  -- Who has said something before counts by what they are now.
  SELECT deciders || coalesce(array_agg(hand), '{}') INTO voices
    FROM escalation_verdicts v, unnest(ARRAY[v.user_id, v.given_to]) hand
   WHERE v.escalation_id = escalation AND hand IS NOT NULL;
  PERFORM hold_approvers(task, voices);
  PERFORM 1 FROM entitlements e WHERE e.agent_id = agent AND e.revoked_at IS NULL ORDER BY e.id FOR SHARE;
  SELECT t.parent_task_id INTO parent FROM tasks t WHERE t.id = task;
  IF parent IS NOT NULL THEN PERFORM hold_chain(parent); END IF;
  PERFORM 1 FROM tasks t WHERE t.id = task FOR SHARE;
  PERFORM 1 FROM task_live l WHERE l.task_id = task FOR UPDATE;
  PERFORM 1 FROM escalations e WHERE e.id = escalation FOR UPDATE;
  -- Somebody has answered while this waited, and they are not held: it is begun anew.
  IF EXISTS (SELECT FROM escalation_verdicts v WHERE v.escalation_id = escalation AND v.user_id <> ALL (voices)) THEN
    RAISE EXCEPTION 'escalation % was answered by somebody else meanwhile', escalation USING ERRCODE = '40001';
  END IF;
END $$;
