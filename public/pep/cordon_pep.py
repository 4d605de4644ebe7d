"""Cordon's client for Python: asks before an agent acts. One file, the standard library alone, Python 3.9 or later.

    from cordon_pep import Cordon
    cordon = Cordon(key=os.environ["CORDON_KEY"], agent="invoice-bot", task="tsk_…")
    found = cordon.guard("crm/contacts.search", {"q": "acme"}, lambda args: search(**args))

It fails closed: no answer, a late one, one that cannot be read and one that contradicts itself all mean no.
It writes nothing anywhere: no log, no file; a key never stands in an error or in what is printed of a client.
"""

import copy
import hashlib
import http.client
import json
import math
import ssl
import threading
import time
import uuid
from dataclasses import dataclass
from typing import Any, Callable, Optional
from urllib.parse import quote, urlsplit

__all__ = ["Answer", "Cordon", "CordonDenied", "canonical"]

# The Cordon that served this file.
ORIGIN = "http://127.0.0.1:3000"
_MOST_BYTES = 1024 * 1024
# How long Cordon holds one question for an outcome.
_MOST_HOLD_SECONDS = 30
_RETRY_PAUSE_SECONDS = 0.1
_OUTCOMES = ("allow", "modify", "escalate", "defer", "deny")
_ENDED = ("approved", "denied", "expired", "cancelled")


@dataclass(frozen=True)
class Answer:
    """What was answered. `allowed` alone says whether the call may be made."""

    allowed: bool
    outcome: str
    #: Cordon's reason code, or one of ours: pep_unreachable, pep_timeout, pep_unavailable, pep_refused,
    #: pep_malformed, pep_unreadable_call.
    reason: str
    message: str
    #: The decision's id; None when there was none.
    decision: Optional[str] = None
    #: What must be executed; None unless allowed.
    arguments: Optional[dict] = None
    #: The escalation that waits for people.
    escalation: Optional[str] = None
    call_id: str = ""
    #: SHA-256 over the canonical JSON of agent, task, tool, resource and arguments.
    digest: str = ""


class CordonDenied(Exception):
    """What `guard` raises when the call may not be made. Carries the answer, and no arguments."""

    def __init__(self, answer: Answer):
        super().__init__(f"Cordon: {answer.outcome} ({answer.reason}): {answer.message}")
        self.answer = answer


class _Failure(Exception):
    def __init__(self, reason: str, message: str, may_retry: bool = False):
        super().__init__(message)
        self.reason, self.message, self.may_retry = reason, message, may_retry


class Cordon:
    """Asks for one agent. Safe to share between threads."""

    def __init__(
        self,
        *,
        key: str,
        agent: str,
        task: Optional[str] = None,
        url: str = ORIGIN,
        timeout: float = 5.0,
        allow_plain_http: bool = False,
    ):
        parts = urlsplit(url)
        is_loopback = parts.hostname in ("localhost", "127.0.0.1", "::1")
        # A key that travels in the clear is everybody's.
        if parts.scheme != "https" and not (parts.scheme == "http" and (is_loopback or allow_plain_http)):
            raise ValueError("url must be https; allow_plain_http is for networks that you trust")
        if not isinstance(key, str) or not key or not all("!" <= one <= "~" for one in key):
            raise ValueError("key is missing")
        if not isinstance(agent, str) or not agent:
            raise ValueError("agent is missing")
        if not timeout > 0 or math.isinf(timeout):
            raise ValueError("timeout must be positive")
        self.__bearer = f"Bearer {key}"
        self._parts, self._agent, self._task, self._timeout = parts, agent, task, timeout

    def __repr__(self) -> str:
        return f"Cordon(agent={self._agent!r}, task={self._task!r})"

    def ask(
        self,
        tool: str,
        arguments: Optional[dict] = None,
        *,
        resource: Optional[str] = None,
        task: Optional[str] = None,
        call_id: Optional[str] = None,
        reads: Optional[list] = None,
        accepts_modify: bool = False,
        approval: Optional[str] = None,
    ) -> Answer:
        """Asks once. Never raises for what Cordon or the network does: whatever is not a clear yes is a no."""
        task = task if task is not None else self._task
        call_id = call_id or str(uuid.uuid4())
        try:
            # What travels is what is executed: a copy by way of JSON.
            sent = json.loads(json.dumps(arguments or {}, allow_nan=False))
            if not isinstance(sent, dict):
                raise ValueError("arguments must be an object")
            named = {"agent": self._agent, "task": task, "tool": tool, "resource": resource, "arguments": sent}
            about = {"call_id": call_id, "digest": hashlib.sha256(canonical(named).encode()).hexdigest()}
            context: dict = {"call_id": call_id, "arguments": sent}
            if task is not None:
                context["task"] = task
            if reads is not None:
                context["reads"] = list(reads)
            if accepts_modify:
                context["accepts"] = ["modify"]
            if approval is not None:
                context["approval"] = {"id": approval}
            about_tool: dict = {"type": "tool", "id": tool}
            if resource is not None:
                about_tool["properties"] = {"resource": resource}
            body = json.dumps(
                {
                    "subject": {"type": "agent", "id": self._agent},
                    "action": {"name": "tools/call"},
                    "resource": about_tool,
                    "context": context,
                }
            )
        except (TypeError, ValueError, OverflowError, RecursionError):
            return _refusal("pep_unreadable_call", "the call cannot be written as JSON", call_id=call_id)
        until = time.monotonic() + self._timeout
        while True:
            try:
                value = self._send("POST", "/access/v1/evaluation", body, until)
            except _Failure as failure:
                # Under the same call_id a lost answer is told again, and nothing is spent twice.
                if failure.may_retry and time.monotonic() + _RETRY_PAUSE_SECONDS < until:
                    time.sleep(_RETRY_PAUSE_SECONDS)
                    continue
                return _refusal(failure.reason, failure.message, **about)
            return _read(value, sent, accepts_modify, about)

    def wait_for(self, escalation: str, seconds: float) -> str:
        """Waits until people have answered, for at most so many seconds: `approved`, `denied`, `expired`,
        `cancelled`, or `pending` when that is over before. What cannot be found out is `pending`."""
        until = time.monotonic() + seconds
        while True:
            hold = max(0, min(_MOST_HOLD_SECONDS, int(until - time.monotonic())))
            path = f"/access/v1/requests/{quote(escalation, safe='')}?wait={hold}"
            try:
                value = self._send("GET", path, None, time.monotonic() + hold + self._timeout)
                task = value.get("task")
                status = task.get("status") if isinstance(task, dict) else None
                if status in _ENDED:
                    return status
            except _Failure as failure:
                if failure.reason == "pep_refused":
                    return "pending"
            left = until - time.monotonic()
            if left <= 0:
                return "pending"
            time.sleep(min(1.0, left))

    def ask_and_wait(self, tool: str, arguments: Optional[dict] = None, *, seconds: float, **more: Any) -> Answer:
        """Asks; where people are to be asked, waits for them so many seconds; then asks anew."""
        first = self.ask(tool, arguments, **more)
        if first.outcome != "escalate" or first.escalation is None or seconds <= 0:
            return first
        if self.wait_for(first.escalation, seconds) != "approved":
            return first
        # The decision that was recorded stays what it was: this is another one, under another name.
        again = {**more, "call_id": f"{first.call_id}/approved", "approval": first.escalation}
        return self.ask(tool, arguments, **again)

    def report(self, decision: str, **outcome: Any) -> bool:
        """Tells what came of a call: `status="succeeded"`, `output=…` and what else the API takes. False when
        that could not be told: the tool's declared labels count then."""
        try:
            body = json.dumps(outcome, allow_nan=False)
            path = f"/api/v1/decisions/{quote(decision, safe='')}/outcome"
            self._send("POST", path, body, time.monotonic() + self._timeout)
            return True
        except (TypeError, ValueError, OverflowError, RecursionError, _Failure):
            return False

    def guard(
        self,
        tool: str,
        arguments: Optional[dict],
        run: Callable[[dict], Any],
        *,
        wait_seconds: float = 0,
        **more: Any,
    ) -> Any:
        """Does what was allowed, with exactly the arguments that were decided, and reports it. Raises
        `CordonDenied` instead of doing anything else."""
        answer = self.ask_and_wait(tool, arguments, seconds=wait_seconds, **more)
        if not answer.allowed or answer.decision is None or answer.arguments is None:
            raise CordonDenied(answer)
        try:
            output = run(answer.arguments)
        except BaseException:
            self.report(answer.decision, status="failed")
            raise
        if output is None or not self.report(answer.decision, status="succeeded", output=output):
            self.report(answer.decision, status="succeeded")
        return output

    def _send(self, method: str, path: str, body: Optional[str], until: float) -> dict:
        """One request, over by `until` whatever the other side does: a thread that is late is left alone."""
        box: dict = {}

        def run() -> None:
            try:
                box["value"] = self._exchange(method, path, body, until)
            except _Failure as failure:
                box["failure"] = failure
            except (TimeoutError, OSError) as error:
                is_late = isinstance(error, TimeoutError) or time.monotonic() >= until
                box["failure"] = (
                    _Failure("pep_timeout", "Cordon did not answer in time")
                    if is_late
                    else _Failure("pep_unreachable", "Cordon cannot be reached", True)
                )
            except http.client.HTTPException:
                box["failure"] = _Failure("pep_unreachable", "Cordon cannot be reached", True)
            except Exception:  # Whatever else: it is no yes.
                box["failure"] = _Failure("pep_malformed", "the answer cannot be read")

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(max(0.0, until - time.monotonic()))
        if "failure" in box:
            raise box["failure"]
        if "value" not in box:
            raise _Failure("pep_timeout", "Cordon did not answer in time")
        return box["value"]

    def _exchange(self, method: str, path: str, body: Optional[str], until: float) -> dict:
        patience = until - time.monotonic()
        if patience <= 0:
            raise TimeoutError
        host, port = self._parts.hostname or "", self._parts.port
        # No proxy of the environment, and no redirect: to be sent elsewhere is no answer.
        connection: http.client.HTTPConnection
        if self._parts.scheme == "https":
            context = ssl.create_default_context()
            connection = http.client.HTTPSConnection(host, port, timeout=patience, context=context)
        else:
            connection = http.client.HTTPConnection(host, port, timeout=patience)
        try:
            headers = {"authorization": self.__bearer, "connection": "close"}
            if body is not None:
                headers["content-type"] = "application/json"
            connection.request(method, path, body=None if body is None else body.encode(), headers=headers)
            response = connection.getresponse()
            raw = response.read(_MOST_BYTES + 1)
            if len(raw) > _MOST_BYTES:
                raise _Failure("pep_malformed", "the answer cannot be read")
            if response.status >= 500 or response.status == 429:
                raise _Failure("pep_unavailable", f"Cordon answered {response.status}", True)
            if not 200 <= response.status <= 299:
                raise _Failure("pep_refused", f"Cordon answered {response.status}")
            value = json.loads(raw.decode("utf-8"))
            if not isinstance(value, dict):
                raise _Failure("pep_malformed", "the answer cannot be read")
            return value
        finally:
            connection.close()


def _read(value: dict, sent: dict, accepts_modify: bool, about: dict) -> Answer:
    """The one place where a yes is made: everything has to be there and to agree."""
    decision, context = value.get("decision"), value.get("context")
    if not isinstance(decision, bool) or not isinstance(context, dict):
        return _refusal("pep_malformed", "the answer is none of AuthZEN", **about)
    id_, outcome, reason = context.get("evaluation_id"), context.get("outcome"), context.get("reason")
    if not _is_text(id_) or not _is_text(reason) or outcome not in _OUTCOMES:
        return _refusal("pep_malformed", "the answer names no outcome that is known", **about)
    changed = context.get("arguments")
    is_changed = outcome == "modify"
    is_yes = outcome == "allow" or (is_changed and accepts_modify and isinstance(changed, dict))
    if decision and not is_yes:
        return _refusal("pep_malformed", "the answer contradicts itself", **about)
    allowed = decision and is_yes
    request = context.get("access_request")
    escalation = request.get("id") if isinstance(request, dict) else None
    return Answer(
        allowed=allowed,
        outcome=outcome,
        reason=reason,
        message=_message_of(context.get("reasons")) or reason,
        decision=id_,
        arguments=copy.deepcopy(changed if is_changed else sent) if allowed else None,
        escalation=escalation if _is_text(escalation) else None,
        **about,
    )


def _refusal(reason: str, message: str, *, call_id: str = "", digest: str = "") -> Answer:
    return Answer(allowed=False, outcome="deny", reason=reason, message=message, call_id=call_id, digest=digest)


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and value != ""


def _message_of(reasons: Any) -> Optional[str]:
    first = reasons[0] if isinstance(reasons, list) and reasons else None
    message = first.get("message") if isinstance(first, dict) else None
    return message if isinstance(message, str) else None


def canonical(value: Any) -> str:
    """Canonical JSON (RFC 8785) of a value that came out of JSON."""
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (int, float)):
        return _number(float(value))
    if isinstance(value, list):
        return "[" + ",".join(canonical(one) for one in value) + "]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"


def _number(value: float) -> str:
    """A number as ECMAScript writes it. Python finds the same shortest digits, and sets them otherwise."""
    if value == 0:
        return "0"
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    point = len(whole) + int(exponent or 0)
    digits = (whole + fraction).lstrip("0")
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0")
    count = len(digits)
    if 0 < point <= 21:
        text = digits + "0" * (point - count) if count <= point else digits[:point] + "." + digits[point:]
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = point - 1
        text = digits[0] + ("." + digits[1:] if count > 1 else "") + ("e+" if power > 0 else "e-") + str(abs(power))
    return sign + text
