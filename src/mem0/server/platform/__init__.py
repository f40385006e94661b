"""The platform's dialect: /v1, /v2, /v3 and /api/v1, as clients of mem0ai 0.1 to 2.x and npm mem0ai call them."""
