"""A form as a plain JSON Schema: what any validator needs to give our verdict on saved answers."""
