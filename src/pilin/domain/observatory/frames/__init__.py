"""The observatory's rows as frames, a file a subject; the only files with polars, and with ibis."""
