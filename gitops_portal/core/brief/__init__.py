"""A judgement and its graph in, what it comes to in ranked sentences out. Every sentence follows from a fact."""
