"""One segment: its Arrow files, written once and read mapped."""
