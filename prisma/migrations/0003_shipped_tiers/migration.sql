-- The rules that an installation starts with: SHIPPED_TIERS of lib/domain/risk-tier.ts. A test compares them.
INSERT INTO tiers (id, rules) VALUES
('low', '{
  "matrix": {
    "read": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "allow"},
    "write": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "delete": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "execute": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "send": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "admin": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"}
  },
  "maxTaskSeconds": 86400,
  "maxGrantSeconds": 86400,
  "approvals": 1,
  "decideWithinSeconds": 14400,
  "maxDelegationDepth": 4,
  "callsPerMinutePerTask": 600,
  "callsPerMinutePerAgent": 3000,
  "reviewEveryDays": 365,
  "onReviewSilence": "keep"
}'),
('moderate', '{
  "matrix": {
    "read": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "allow"},
    "write": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "delete": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "execute": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "send": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"},
    "admin": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "escalate"}
  },
  "maxTaskSeconds": 43200,
  "maxGrantSeconds": 28800,
  "approvals": 1,
  "decideWithinSeconds": 7200,
  "maxDelegationDepth": 3,
  "callsPerMinutePerTask": 300,
  "callsPerMinutePerAgent": 1200,
  "reviewEveryDays": 180,
  "onReviewSilence": "recommendation"
}'),
('high', '{
  "matrix": {
    "read": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "allow"},
    "write": {"public": "allow", "internal": "allow", "confidential": "escalate", "restricted": "escalate"},
    "delete": {"public": "allow", "internal": "escalate", "confidential": "escalate", "restricted": "escalate"},
    "execute": {"public": "allow", "internal": "allow", "confidential": "escalate", "restricted": "escalate"},
    "send": {"public": "allow", "internal": "allow", "confidential": "escalate", "restricted": "escalate"},
    "admin": {"public": "allow", "internal": "escalate", "confidential": "escalate", "restricted": "deny"}
  },
  "maxTaskSeconds": 28800,
  "maxGrantSeconds": 7200,
  "approvals": 1,
  "decideWithinSeconds": 3600,
  "maxDelegationDepth": 2,
  "callsPerMinutePerTask": 120,
  "callsPerMinutePerAgent": 480,
  "reviewEveryDays": 90,
  "onReviewSilence": "revoke"
}'),
('critical', '{
  "matrix": {
    "read": {"public": "allow", "internal": "allow", "confidential": "allow", "restricted": "allow"},
    "write": {"public": "allow", "internal": "escalate", "confidential": "escalate", "restricted": "escalate"},
    "delete": {"public": "escalate", "internal": "escalate", "confidential": "escalate", "restricted": "deny"},
    "execute": {"public": "allow", "internal": "escalate", "confidential": "escalate", "restricted": "escalate"},
    "send": {"public": "allow", "internal": "escalate", "confidential": "escalate", "restricted": "escalate"},
    "admin": {"public": "escalate", "internal": "escalate", "confidential": "escalate", "restricted": "deny"}
  },
  "maxTaskSeconds": 14400,
  "maxGrantSeconds": 3600,
  "approvals": 2,
  "decideWithinSeconds": 1800,
  "maxDelegationDepth": 1,
  "callsPerMinutePerTask": 60,
  "callsPerMinutePerAgent": 240,
  "reviewEveryDays": 30,
  "onReviewSilence": "revoke"
}');
