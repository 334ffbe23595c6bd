"""Pages of bulletins: the desk where they are made and bound to sources, and what everyone reads."""
