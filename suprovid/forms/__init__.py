"""What may be said: forms and lists read from schemas, and the judgement of answers.

This floor knows dictionaries only: neither where they are kept nor how they are drawn.
"""
