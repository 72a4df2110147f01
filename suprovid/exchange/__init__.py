"""In and out: what leaves the application on paper or as a file, and what comes in."""
