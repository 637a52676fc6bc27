"""Shows hits: as fields of JSON, as lines, in a template, or laid out on a terminal."""
