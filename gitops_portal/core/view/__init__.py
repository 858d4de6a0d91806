"""An evaluation in, what is kept and shown of it out: bounded documents, rows, a graph and a still picture of it."""
