"""Where what may be said meets what has been said: facts, programme, acts, access."""
