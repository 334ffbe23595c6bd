// Small behaviours; every page reads without them.
