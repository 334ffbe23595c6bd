"""Industrial chains across the border: products, who supplies whom, what falls with whom, what is missing."""
