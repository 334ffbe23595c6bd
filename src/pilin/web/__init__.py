"""Web: the look and the wire. Frame, components, forms, API and terminal plumbing; knows no room and no model."""
